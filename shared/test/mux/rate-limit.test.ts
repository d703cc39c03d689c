import assert from "node:assert/strict";
import { it } from "node:test";
import { RateLimit } from "../../src/mux/rate-limit.ts";

it("a rate limit allows a second's worth at once, and then no more than its rate", () => {
  const rate = new RateLimit(10, 0);
  const countAt = (nowMs: number): number => {
    let count = 0;
    while (count < 1_000 && rate.allows(nowMs)) count += 1;
    return count;
  };
  assert.equal(countAt(0), 10);
  assert.equal(countAt(100), 1);
  assert.equal(countAt(600), 5);
  assert.equal(countAt(60_000), 10, "what was not used is not kept for longer");
});
