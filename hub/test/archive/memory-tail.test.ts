import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { archiveLimits } from "../../src/archive/limits.ts";
import { MemoryTail } from "../../src/archive/memory-tail.ts";
import { bytesOf, sampleBytes } from "./recorded-bytes.ts";

describe("the memory tail", () => {
  test("gives the rest of the array at a position, and nothing past the end", () => {
    const tail = new MemoryTail();
    for (const text of ["abc", "de", "f"]) tail.push(bytesOf(text));
    const from = Array.from({ length: 7 }, (_, i) => tail.at(i)?.toString());
    assert.deepEqual(from, ["abc", "bc", "c", "de", "e", "f", undefined]);
  });

  test("keeps everything until it is on disk", () => {
    const tail = new MemoryTail();
    for (let i = 0; i < 24; i += 1) tail.push(sampleBytes(16_384));
    assert.equal(tail.start, 0);
    assert.equal(tail.isFull, true);
    assert.equal(tail.unwritten().bytes, 24 * 16_384);
  });

  test("keeps what is on disk within its bound, newest first", () => {
    const tail = new MemoryTail();
    for (let i = 0; i < 20; i += 1) tail.push(sampleBytes(16_384));
    tail.wrote(tail.unwritten());
    assert.equal(tail.isDue(archiveLimits.gatherMs), false);
    assert.equal(tail.unwrittenFrom, tail.end);
    assert.ok(tail.end - tail.start <= archiveLimits.tailBytes);
    assert.ok(tail.end - tail.start > 0);
  });

  test("gathers a burst, and else no more than it has to", () => {
    const tail = new MemoryTail();
    const { flushBytes, burstBytes, gatherMs } = archiveLimits;
    tail.push(sampleBytes(flushBytes));
    assert.deepEqual([tail.isDue(gatherMs - 1), tail.isDue(gatherMs)], [false, true]);
    tail.push(sampleBytes(burstBytes - flushBytes));
    assert.equal(tail.isDue(0), true);
  });

  test("is full of tiny arrays long before their bytes would fill it", () => {
    const tail = new MemoryTail();
    let count = 0;
    for (; !tail.isFull; count += 1) tail.push(bytesOf("ab"));
    assert.ok(count <= archiveLimits.unwrittenBytes / archiveLimits.chunkOverheadBytes);
  });

  test("goes on with what came while a batch was being written", () => {
    const tail = new MemoryTail();
    tail.push(bytesOf("abc"));
    const batch = tail.unwritten();
    tail.push(bytesOf("def"));
    tail.wrote(batch);
    assert.deepEqual(tail.unwritten(), { position: 3, chunks: [bytesOf("def")], bytes: 3 });
  });

  test("patches across arrays without touching those that readers hold", () => {
    const tail = new MemoryTail();
    tail.push(bytesOf("abc"));
    tail.push(bytesOf("def"));
    const held = tail.at(0);
    tail.patch({ at: 2, bytes: bytesOf("XY") });
    assert.deepEqual(Buffer.concat([tail.at(0)!, tail.at(3)!]), bytesOf("abXYef"));
    assert.deepEqual(held, bytesOf("abc"));
  });
});
