import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { decode } from "../../src/wire/decode.ts";
import { encode } from "../../src/wire/encode.ts";
import { Failure } from "../../src/wire/failures.ts";
import { frameTypes } from "../../src/wire/messages.ts";
import { ignored, refused, samples } from "./samples.ts";
import { bytesOf, vectorFiles } from "./vector-files.ts";

const folder = new URL("../../vectors/", import.meta.url);

describe("the wire's vectors", () => {
  for (const [file, content] of Object.entries(vectorFiles())) {
    it(`${file} is what today's code writes (scripts/wire-vectors.ts after an intended change)`, () => {
      assert.equal(readFileSync(new URL(file, folder), "utf8"), content);
    });
  }

  it("have every message", () => {
    const types = new Set(Object.values(samples).map((message) => message.type));
    assert.deepEqual([...types].sort(), Object.keys(frameTypes).sort());
  });

  for (const [name, message] of Object.entries(samples)) {
    it(`decode to the message that was encoded: ${name}`, () => {
      assert.deepEqual(decode(encode(message)), message);
    });
  }

  for (const [name, hex] of Object.entries(refused)) {
    it(`refuse ${name}`, () => {
      assert.throws(
        () => decode(bytesOf(hex)),
        (thrown) => thrown instanceof Failure && thrown.code === "PROTOCOL",
      );
    });
  }

  for (const [name, hex] of Object.entries(ignored)) {
    it(`ignore ${name}`, () => assert.equal(decode(bytesOf(hex)), undefined));
  }
});
