import assert from "node:assert/strict";
import { test } from "node:test";
import { didYouMean } from "../../src/terminal/did-you-mean.ts";

test("what is nearly a name is told apart from what is none", () => {
  const names = ["model", "port", "max_input_characters"];
  assert.equal(didYouMean("modle", names), " Did you mean model?");
  assert.equal(didYouMean("Max-Input-Characters", names), " Did you mean max_input_characters?");
  assert.equal(didYouMean("colour", names), "");
  assert.equal(didYouMean("model", []), "");
});
