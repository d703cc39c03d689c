import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { test } from "node:test";
import type { Recording } from "../../src/archive/archive.ts";
import { openFolderArchive } from "../../src/archive/folder-archive.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { until } from "../until.ts";
import { never, sampleBytes } from "./recorded-bytes.ts";

const readers = 200;
const clipBytes = 600_000;
const chunkBytes = 16_384;

test("200 readers that stop hold no memory, and those that come back get every byte", async (t) => {
  const archive = openFolderArchive({ folder: await temporaryFolder(t) });
  t.after(async () => await archive.close());
  const files = await openFiles();
  const before = heldBytes();
  const stopped = await Promise.all(
    Array.from({ length: readers }, async (_, i) => {
      const recording = await archive.create({ id: `clip-${i}`, extension: "wav" });
      const pieces = recording.read(never)[Symbol.asyncIterator]();
      const first = pieces.next();
      await speak(recording);
      return { pieces, first: (await first).value as Uint8Array };
    }),
  );
  // The first piece of each is in this test's hands; beside those there is nothing, once the collector
  // has swept, which it does beside the program.
  const firstPieces = 2 * readers * chunkBytes;
  await until("the readers hold no memory", () => heldBytes() - before < firstPieces);

  for (const { pieces, first } of stopped) {
    let position = first.byteLength;
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
      const expected = sampleBytes(clipBytes).subarray(position, position + next.value.byteLength);
      assert.equal(expected.compare(next.value), 0);
      position += next.value.byteLength;
    }
    assert.equal(position, clipBytes);
  }
  await until("every file is closed", async () => (await openFiles()) === files);
});

async function speak(recording: Recording): Promise<void> {
  for (let at = 0; at < clipBytes; at += chunkBytes) {
    await recording.write(new Uint8Array(sampleBytes(clipBytes).subarray(at, at + chunkBytes)));
  }
  await recording.finish();
}

function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

/** How many descriptors this process has; the same number each time where that cannot be told. */
async function openFiles(): Promise<number> {
  return (await readdir("/proc/self/fd").catch(() => [])).length;
}
