import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "@club/shared/wire/failures.ts";
import { Authenticator } from "../../src/accounts/authenticator.ts";
import type { Caller } from "../../src/accounts/caller.ts";
import { LoginThrottle } from "../../src/accounts/login-throttle.ts";
import { ManualClock } from "../manual-clock.ts";

const caller = { userId: "u", keyId: "k" } as Caller;
const home = "203.0.113.7";

function started(): { readonly authenticator: Authenticator; readonly clock: ManualClock } {
  const clock = new ManualClock();
  return { authenticator: new Authenticator({ authenticate }, new LoginThrottle(), clock), clock };
}

test("wrong keys from an address shut nobody else out who shares it", async () => {
  const { authenticator } = started();
  for (let i = 0; i < 100; i += 1) await authenticator.withKey(`wrong${i}`, home).catch(() => 0);
  await assert.rejects(authenticator.withKey("wrong", home), { code: "RATE_LIMITED" });
  assert.equal(await authenticator.withKey("right", home), caller);
});

test("who guesses is told to wait, and how long", async () => {
  const { authenticator, clock } = started();
  for (let i = 0; i < 10; i += 1) await authenticator.withKey("wrong", home).catch(() => 0);
  await assert.rejects(authenticator.withKey("wrong", home), {
    code: "RATE_LIMITED",
    retryAfterMs: 1_000,
  });
  await clock.advance(1_000);
  await assert.rejects(authenticator.withKey("wrong", home), { code: "INVALID_KEY" });
  await assert.rejects(authenticator.withKey("wrong", home), { retryAfterMs: 2_000 });
});

test("a request without a key is told so, however many there were", async () => {
  const { authenticator } = started();
  for (let i = 0; i < 100; i += 1) {
    await assert.rejects(authenticator.withHeader({}, home), { code: "INVALID_KEY" });
  }
});

async function authenticate(secret: string): Promise<Caller> {
  if (secret === "right") return caller;
  throw new Failure("INVALID_KEY", "No.");
}
