import assert from "node:assert/strict";
import { it } from "node:test";
import { limits } from "../../src/wire/limits.ts";
import { negotiate } from "../../src/wire/negotiate.ts";

const { oldest, newest } = limits.protocol;

it("the newest version that both speak is taken, and none where there is none", () => {
  assert.equal(negotiate({ oldest, newest }), newest);
  assert.equal(negotiate({ oldest: 0, newest: 999 }), newest);
  assert.equal(negotiate({ oldest: 0, newest: oldest }), oldest);
  assert.equal(negotiate({ oldest: newest + 1, newest: newest + 5 }), undefined);
  assert.equal(negotiate({ oldest: 0, newest: oldest - 1 }), undefined);
  assert.equal(negotiate({ oldest: 5, newest: 0 }), undefined, "a range that is none");
});
