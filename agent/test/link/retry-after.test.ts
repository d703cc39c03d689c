import assert from "node:assert/strict";
import { test } from "node:test";
import { retryAfterMs } from "../../src/link/retry-after.ts";

const nowMs = Date.parse("Wed, 21 Oct 2026 07:28:00 GMT");

for (const { words, header, expected } of [
  { words: "seconds", header: "120", expected: 120_000 },
  { words: "a date", header: "Wed, 21 Oct 2026 07:28:30 GMT", expected: 30_000 },
  { words: "a date that is over", header: "Wed, 21 Oct 2026 07:27:00 GMT", expected: 0 },
  { words: "nonsense", header: "soon", expected: 0 },
  { words: "nothing", header: undefined, expected: 0 },
  { words: "a year", header: "31536000", expected: 86_400_000 },
]) {
  test(`a Retry-After of ${words} waits ${expected} ms`, () => {
    assert.equal(retryAfterMs(header, nowMs), expected);
  });
}
