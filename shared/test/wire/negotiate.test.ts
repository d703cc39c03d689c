import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { closeCodes, limits } from "../../src/wire/limits.ts";
import { negotiate } from "../../src/wire/negotiate.ts";

const { oldest, newest } = limits.protocol;

describe("the protocol's version", () => {
  it("is the newest that both speak", () => {
    assert.deepEqual(negotiate({ oldest, newest }), { outcome: "agreed", protocol: newest });
    assert.deepEqual(negotiate({ oldest: 0, newest: 999 }), {
      outcome: "agreed",
      protocol: newest,
    });
    assert.deepEqual(negotiate({ oldest: 0, newest: oldest }), {
      outcome: "agreed",
      protocol: oldest,
    });
  });

  it("is refused with its own close code where there is none", () => {
    const ranges = [
      { oldest: newest + 1, newest: newest + 5 },
      { oldest: 0, newest: oldest - 1 },
      { oldest: 5, newest: 0 },
    ];
    for (const range of ranges) {
      const negotiation = negotiate(range);
      assert.ok(negotiation.outcome === "refused", JSON.stringify(range));
      assert.equal(negotiation.code, closeCodes.version);
      assert.match(negotiation.reason, new RegExp(`${oldest} to ${newest}`));
    }
  });
});
