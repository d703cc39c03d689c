import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { backoffMs } from "../../src/mux/backoff.ts";

const most = (): number => 1 - Number.EPSILON;

describe("the wait before dialling again", () => {
  it("doubles, up to half a minute, with full jitter", () => {
    const longest = [0, 1, 2, 3, 4, 5, 6, 1_000].map((n) => Math.round(backoffMs(n, most)));
    assert.deepEqual(longest, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    assert.equal(
      backoffMs(9, () => 0),
      0,
    );
  });

  it("is never shorter than the server asks for", () => {
    assert.ok(backoffMs(0, () => 0, 7_000) >= 7_000);
  });
});
