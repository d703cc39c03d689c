import { equal } from "node:assert/strict";
import { test } from "node:test";
import { serverWords } from "../../../src/engines/http/server-words.ts";

test("the sentence is found in whatever JSON it is wrapped in, the message before the kind of error", () => {
  for (const body of [
    { error: "processing_error", message: "CUDA out of memory" },
    { detail: { error: "processing_error", message: "CUDA out of memory", type: "server_error" } },
    { error: { message: "CUDA out of memory", type: "server_error" } },
    { detail: [{ type: "value_error", loc: ["body"], msg: "CUDA out of memory" }] },
    { message: "", error: "CUDA out of memory" },
    "CUDA out of memory",
  ]) {
    equal(serverWords(JSON.stringify(body)), "CUDA out of memory");
  }
});

test("pages and plain words are told without markup, and bounded", () => {
  equal(serverWords("<h1>Internal\n Server</h1><p>Error</p>"), "Internal Server Error");
  equal(serverWords("<".repeat(16_384)).length, 300);
  equal(serverWords('{"a":'.repeat(1_000) + "1" + "}".repeat(1_000)).length, 300);
});
