import type { Key } from "../accounts/key.ts";
import { secretPrefix } from "../accounts/secret.ts";
import { shortTime, table } from "./table.ts";

/** A new key for people: the secret, and what to do with it. */
export function createdKeyText(secret: string, key: Key): string {
  const uses = key.scopes.map((scope) => usage[scope]).join("\n\n");
  return `Key ${key.id} for ${key.userName} (${key.scopes.join(", ")}). It is shown this once:

  ${secret}

${uses}
`;
}

const usage = {
  consumer: `To speak (the hub's address may be another):
  curl http://127.0.0.1:8080/v1/audio/speech -o speech.wav \\
    -H "Authorization: Bearer ${secretPrefix}…" -H "Content-Type: application/json" \\
    -d '{"model": "espeak-ng", "input": "Hello."}'`,
  provider: `To provide a voice, with the key in a file of its own:
  club-agent serve --type tts --hub http://127.0.0.1:8080 --token-file ./token`,
  admin: `To administer:
  curl http://127.0.0.1:8080/v1/users -H "Authorization: Bearer ${secretPrefix}…"`,
} as const;

/** Keys for people, one to a line. */
export function keyTable(keys: readonly Key[]): string {
  const header = ["ID", "USER", "NAME", "SCOPES", "CREATED", "LAST USED", "STATE"];
  return table(
    header,
    keys.map((key) => [
      key.id,
      key.userName,
      key.name,
      key.scopes.join(","),
      shortTime(key.createdMs),
      shortTime(key.lastUsedMs),
      stateOf(key),
    ]),
  );
}

function stateOf(key: Key): string {
  if (key.revokedMs !== undefined) return `revoked ${shortTime(key.revokedMs)}`;
  return key.expiresMs === undefined ? "valid" : `until ${shortTime(key.expiresMs)}`;
}
