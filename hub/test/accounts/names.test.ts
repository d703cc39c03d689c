import assert from "node:assert/strict";
import { test } from "node:test";
import { userName } from "../../src/accounts/names.ts";

test("a user's name is one word of any script, and is kept in lower case", () => {
  for (const [given, kept] of [
    [" Ann ", "ann"],
    ["हिन्दी", "हिन्दी"],
    // Becomes two characters, the second of which is a mark.
    ["\u0130", "i\u0307"],
  ] as const) {
    assert.equal(userName(given), kept);
  }
  for (const refused of ["", "a b", "-ann", "\u0307", "ann\n!"]) {
    assert.throws(() => userName(refused), { code: "INVALID_REQUEST" });
  }
});
