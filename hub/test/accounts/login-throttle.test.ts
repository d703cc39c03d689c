import assert from "node:assert/strict";
import { test } from "node:test";
import { freeLoginFailures, maxWatchedAddresses } from "../../src/accounts/limits.ts";
import { LoginThrottle } from "../../src/accounts/login-throttle.ts";

const home = "203.0.113.7";
const limited = { code: "RATE_LIMITED" };

function failTimes(throttle: LoginThrottle, times: number, nowMs = 0): void {
  for (let at = 0; at < times; at++) throttle.failed(home, nowMs);
}

test("a few wrong keys cost nothing, then each costs twice the pause, up to a minute", () => {
  const throttle = new LoginThrottle();
  failTimes(throttle, freeLoginFailures - 1);
  throttle.check(home, 0);
  for (const pauseMs of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
    throttle.failed(home, 0);
    assert.throws(() => throttle.check(home, 0), { ...limited, retryAfterMs: pauseMs });
    assert.throws(() => throttle.check(home, pauseMs - 1), { ...limited, retryAfterMs: 1 });
    throttle.check(home, pauseMs);
  }
});

test("one address does not slow another", () => {
  const throttle = new LoginThrottle();
  failTimes(throttle, 100);
  throttle.check("203.0.113.8", 0);
});

test("a right key clears the address, and so does an hour", () => {
  const throttle = new LoginThrottle();
  failTimes(throttle, 100);
  throttle.succeeded(home);
  throttle.check(home, 0);
  failTimes(throttle, 100);
  throttle.failed(home, 60 * 60_000 + 1);
  throttle.check(home, 60 * 60_000 + 1);
});

test("what it remembers is bounded", () => {
  const throttle = new LoginThrottle();
  failTimes(throttle, 100);
  for (let at = 0; at < maxWatchedAddresses; at++) throttle.failed(`address ${at}`, 0);
  throttle.check(home, 0);
});
