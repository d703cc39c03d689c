const actions: Readonly<Record<string, string>> = {
  "user.created": "Made the user",
  "user.changed": "Changed the user",
  "key.created": "Made the key",
  "key.changed": "Changed the key",
  "key.revoked": "Revoked the key",
  "share.made": "Shared the clip",
  "share.ended": "Ended the links of",
};

/** What somebody did, in words that the name of what it was done to follows. */
export function actionWords(action: string): string {
  return actions[action] ?? action;
}

/** What was set: `scopes consumer, admin · expiresInDays 7`. */
export function detailWords(detail: Readonly<Record<string, unknown>>): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value]) => `${name} ${valueWords(value)}`)
    .join(" · ");
}

function valueWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueWords).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
