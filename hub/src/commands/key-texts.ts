import { safe, SafeText } from "@club/shared/terminal/safe-text.ts";
import { type Column, table } from "@club/shared/terminal/table.ts";
import type { Key } from "../accounts/key.ts";
import { secretPrefix } from "../accounts/secret.ts";
import { shortTime } from "./short-time.ts";

/** A new key for people: the secret, and what to do with it. */
export function createdKeyText(secret: string, key: Key): SafeText {
  const uses = SafeText.trusted(key.scopes.map((scope) => usage[scope]).join("\n\n"));
  return safe`Key ${key.id} for ${key.userName} (${key.scopes.join(", ")}). It is shown this once:

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
export function keyTable(keys: readonly Key[], width: number | undefined): SafeText {
  const rows = keys.map((key) => [
    key.id,
    key.userName,
    key.name,
    key.scopes.join(","),
    shortTime(key.createdMs),
    shortTime(key.lastUsedMs),
    stateOf(key),
  ]);
  return table(keyColumns, rows, width);
}

const keyColumns: readonly Column[] = [
  { head: "ID" },
  { head: "USER", leastWidth: 12 },
  { head: "NAME", leastWidth: 8, rank: 2 },
  { head: "SCOPES" },
  { head: "CREATED", rank: 1 },
  { head: "LAST USED", rank: 3 },
  { head: "STATE" },
];

function stateOf(key: Key): string {
  if (key.revokedMs !== undefined) return `revoked ${shortTime(key.revokedMs)}`;
  return key.expiresMs === undefined ? "valid" : `until ${shortTime(key.expiresMs)}`;
}
