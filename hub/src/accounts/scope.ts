/** What a key may do: call the speech API, attach a provider, or administer the hub. */
export const scopes = ["consumer", "provider", "admin"] as const;

export type Scope = (typeof scopes)[number];

export function isScope(text: string): text is Scope {
  return (scopes as readonly string[]).includes(text);
}
