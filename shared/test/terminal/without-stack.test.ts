import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutStack } from "../../src/terminal/without-stack.ts";

test("an error for people has its words and those of its cause, and no stack", () => {
  const error = new TypeError("No audio came.", { cause: new Error("the disk is full") });
  assert.deepEqual(withoutStack(error), {
    type: "TypeError",
    message: "No audio came.",
    cause: "the disk is full",
  });
  assert.equal(withoutStack("words"), "words");
});
