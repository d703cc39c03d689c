import type { Key } from "../../src/accounts/key.ts";
import type { User } from "../../src/accounts/user.ts";
import type { AcceptedRequest, Outcome } from "../../src/store/history-store.ts";
import type { Store } from "../../src/store/store.ts";

/** Noon of a day, for requests whose day does not matter. */
export const noonMs: number = Date.UTC(2026, 2, 1, 12);

const unlimited = {
  requestsPerMinute: undefined,
  concurrent: undefined,
  audioSecondsPerDay: undefined,
  audioSecondsPerMonth: undefined,
};

export function user(name: string): User {
  return {
    id: `user_${name}`,
    name,
    createdMs: noonMs,
    disabledMs: undefined,
    samplesToOthers: false,
    allowance: { ...unlimited, storedBytes: undefined },
  };
}

export function keyOf(owner: User, changes: Partial<Key> = {}): Key {
  return {
    id: `key_${owner.name}`,
    userId: owner.id,
    userName: owner.name,
    name: "",
    scopes: ["consumer"],
    routing: "any",
    providers: ["ann/home-rig"],
    modelAliases: { "tts-1": "kokoro" },
    allowance: unlimited,
    createdMs: noonMs,
    expiresMs: undefined,
    lastUsedMs: undefined,
    revokedMs: undefined,
    parentId: undefined,
    ...changes,
  };
}

/** A user with one key, kept in the store; the key's hash is `hash of NAME`. */
export async function addUser(store: Store, name: string): Promise<User> {
  const owner = user(name);
  await store.accounts.insertUser(owner);
  await store.accounts.insertKey(keyOf(owner), `hash of ${name}`);
  return owner;
}

export function requestOf(owner: User, changes: Partial<AcceptedRequest> = {}): AcceptedRequest {
  const id = changes.id ?? `request-of-${owner.name}`;
  return {
    id,
    requestId: `x-${id}`,
    createdMs: noonMs,
    userId: owner.id,
    keyId: `key_${owner.name}`,
    model: "espeak-ng",
    voice: undefined,
    language: undefined,
    format: "wav",
    input: "Hello.",
    characters: 6,
    parameters: {},
    ...changes,
  };
}

/** One second spoken at 22,050 Hz. */
export function completed(changes: Partial<Outcome> = {}): Outcome {
  return {
    status: "completed",
    provider: "rig",
    voice: undefined,
    audio: { format: { rateHz: 22_050, channels: 1 }, frames: 22_050 },
    bytes: 44_144,
    firstAudioMs: 12.5,
    totalMs: 80,
    recovered: false,
    parts: [],
    error: undefined,
    detail: undefined,
    extension: "wav",
    facts: undefined,
    ...changes,
  };
}
