import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import type { Archive, Recording } from "../../src/archive/archive.ts";
import { bytesOf, collect, never, sampleBytes } from "./recorded-bytes.ts";

const name = { id: "0198c7a2-0000-7000-8000-00000000abcd", extension: "wav" };
const failure = new Error("the provider is gone");

/** What every archive does, whatever it keeps the copies in. */
export function archiveContract(kind: string, open: (t: TestContext) => Promise<Archive>): void {
  describe(`${kind}: recordings`, () => {
    test("a reader that was there before the first byte gets every byte", async (t) => {
      const recording = await (await open(t)).create(name);
      const read = collect(recording.read(never));
      await writeAll(recording, sampleBytes(300_000), 1_000);
      await recording.finish();
      assert.deepEqual(await read, sampleBytes(300_000));
      assert.equal(recording.bytes, 300_000);
    });

    test("a reader is served before the disk has had a turn", async (t) => {
      const recording = await (await open(t)).create(name);
      const pieces = recording.read(never)[Symbol.asyncIterator]();
      const first = pieces.next();
      await recording.write(bytesOf("first"));
      assert.deepEqual((await first).value, bytesOf("first"));

      let hadTurn = false;
      setImmediate(() => (hadTurn = true));
      const second = pieces.next();
      await recording.write(bytesOf("second"));
      assert.deepEqual((await second).value, bytesOf("second"));
      assert.equal(hadTurn, false);
      await recording.finish();
      assert.equal((await pieces.next()).done, true);
    });

    test("a reader that comes late, or lags, gets every byte", async (t) => {
      const recording = await (await open(t)).create(name);
      const lagging = recording.read(never)[Symbol.asyncIterator]();
      await recording.write(sampleBytes(1_000));
      const parts = [(await lagging.next()).value as Uint8Array];
      await writeAll(recording, sampleBytes(900_000).subarray(1_000), 16_384);
      const late = collect(recording.read(never));
      const middle = collect(recording.read(never, 450_001));
      await recording.finish();
      for (let next = await lagging.next(); next.done !== true; next = await lagging.next()) {
        parts.push(next.value);
      }
      assert.deepEqual(Buffer.concat(parts), sampleBytes(900_000));
      assert.deepEqual(await late, sampleBytes(900_000));
      assert.deepEqual(await middle, sampleBytes(900_000).subarray(450_001));
    });

    test("readers at many positions all follow to the end", async (t) => {
      const recording = await (await open(t)).create(name);
      const starts = [0, 1, 4_095, 65_536, 70_000, 131_072, 299_999, 300_000];
      const reads = starts.map((start) => collect(recording.read(never, start)));
      await writeAll(recording, sampleBytes(300_000), 7_919);
      await recording.finish();
      for (const [i, start] of starts.entries()) {
        assert.deepEqual(await reads[i], sampleBytes(300_000).subarray(start), `from ${start}`);
      }
    });

    test("chunks of a single byte are as good as any", async (t) => {
      const recording = await (await open(t)).create(name);
      const read = collect(recording.read(never));
      await writeAll(recording, sampleBytes(5_000), 1);
      await recording.finish();
      assert.deepEqual(await read, sampleBytes(5_000));
    });

    test("a chunk larger than every bound is as good as any", async (t) => {
      const recording = await (await open(t)).create(name);
      const read = collect(recording.read(never));
      await recording.write(sampleBytes(3_000_000));
      await recording.write(bytesOf("end"));
      await recording.finish();
      assert.deepEqual(await read, Buffer.concat([sampleBytes(3_000_000), bytesOf("end")]));
    });

    test("a reader's signal ends its wait and no one else's", async (t) => {
      const recording = await (await open(t)).create(name);
      const leaving = new AbortController();
      const left = assert.rejects(collect(recording.read(leaving.signal)), failure);
      const stays = collect(recording.read(never));
      await recording.write(bytesOf("audio"));
      leaving.abort(failure);
      await left;
      await recording.finish();
      assert.deepEqual(await stays, bytesOf("audio"));
    });

    test("nothing can be written after the end", async (t) => {
      const recording = await (await open(t)).create(name);
      await recording.finish();
      await assert.rejects(recording.write(bytesOf("late")), /ended/);
      await assert.rejects(recording.finish(), /ended/);
    });
  });

  describe(`${kind}: patches`, () => {
    for (const [size, bytes] of [
      ["small", 2_000],
      ["large", 900_000],
    ] as const) {
      test(`a ${size} copy is patched; who had read the first bytes keeps what it got`, async (t) => {
        const archive = await open(t);
        const recording = await archive.create(name);
        const early = recording.read(never)[Symbol.asyncIterator]();
        await writeAll(recording, sampleBytes(bytes), 1_000);
        const unpatched = (await early.next()).value as Uint8Array;
        await recording.finish({ at: 4, bytes: bytesOf("PATCH") });

        const expected = Buffer.from(sampleBytes(bytes));
        expected.set(bytesOf("PATCH"), 4);
        assert.deepEqual(unpatched.subarray(0, 10), sampleBytes(10));
        assert.deepEqual(await collect(recording.read(never)), expected);
        const clip = await archive.open(name);
        assert.ok(clip);
        assert.deepEqual(await collect(clip.read(never)), expected);
      });
    }

    test("a reader that begins while the copy is being completed sees it patched", async (t) => {
      const recording = await (await open(t)).create(name);
      await writeAll(recording, sampleBytes(300_000), 1_000);
      const finishing = recording.finish({ at: 0, bytes: bytesOf("PATCH") });
      const read = await collect(recording.read(never));
      await finishing;
      assert.deepEqual(read.subarray(0, 5), bytesOf("PATCH"));
      assert.deepEqual(read.subarray(5), sampleBytes(300_000).subarray(5));
    });
  });

  describe(`${kind}: giving up`, () => {
    test("readers throw the failure, the copy is gone", async (t) => {
      const archive = await open(t);
      const recording = await archive.create(name);
      const waiting = assert.rejects(collect(recording.read(never)), failure);
      const stopped = recording.read(never)[Symbol.asyncIterator]();
      await writeAll(recording, sampleBytes(300_000), 10_000);
      await stopped.next();
      assert.equal(await recording.abort(failure), false);
      await waiting;
      await assert.rejects(stopped.next(), failure);
      await assert.rejects(collect(recording.read(never)), failure);
      await assert.rejects(recording.write(bytesOf("late")), failure);
      await assert.rejects(recording.finish(), failure);
      assert.equal(await archive.open(name), undefined);
    });

    for (const bytes of [2_000, 300_000]) {
      test(`a part of ${bytes} bytes is kept and patched where that is asked for`, async (t) => {
        const archive = await open(t);
        const recording = await archive.create(name);
        await writeAll(recording, sampleBytes(bytes), 1_000);
        const keep = { patch: { at: 0, bytes: bytesOf("PATCH") } };
        assert.equal(await recording.abort(failure, keep), true);
        await assert.rejects(collect(recording.read(never)), failure);
        const clip = await archive.open(name);
        assert.equal(clip?.bytes, bytes);
        const expected = Buffer.from(sampleBytes(bytes));
        expected.set(bytesOf("PATCH"));
        assert.deepEqual(await collect(clip.read(never)), expected);
      });
    }

    test("nothing is kept of a copy that never began, and the end comes once", async (t) => {
      const archive = await open(t);
      const recording = await archive.create(name);
      assert.equal(await recording.abort(failure, {}), false);
      assert.equal(await recording.abort(new Error("again"), {}), false);
      await assert.rejects(collect(recording.read(never)), failure);
      assert.equal(await archive.open(name), undefined);
    });

    test("a finished copy cannot be given up", async (t) => {
      const archive = await open(t);
      const recording = await archive.create(name);
      await recording.write(bytesOf("audio"));
      await recording.finish();
      assert.equal(await recording.abort(failure), false);
      assert.deepEqual(await collect(recording.read(never)), bytesOf("audio"));
    });
  });

  describe(`${kind}: copies`, () => {
    test("a copy appears when it is finished, not before", async (t) => {
      const archive = await open(t);
      const recording = await archive.create(name);
      await writeAll(recording, sampleBytes(200_000), 10_000);
      assert.equal(await archive.open(name), undefined);
      await recording.finish();
      assert.equal((await archive.open(name))?.bytes, 200_000);
    });

    test("any range of a copy can be read", async (t) => {
      const archive = await open(t);
      const recording = await archive.create(name);
      await recording.write(sampleBytes(200_000));
      await recording.finish();
      const clip = await archive.open(name);
      for (const [start, end] of [
        [0, 1],
        [0, 200_000],
        [65_535, 65_537],
        [199_999, 200_000],
        [7, 7],
        [9, 999_999],
      ] as const) {
        const read = await collect(clip!.read(never, start, end));
        assert.deepEqual(read, sampleBytes(200_000).subarray(start, end), `${start} to ${end}`);
      }
    });

    test("a removed copy is gone, one that is not there is removed already", async (t) => {
      const archive = await open(t);
      await archive.remove(name);
      const recording = await archive.create(name);
      await recording.write(bytesOf("audio"));
      await recording.finish();
      const clip = await archive.open(name);
      await archive.remove(name);
      assert.equal(await archive.open(name), undefined);
      await assert.rejects(collect(clip!.read(never)), { code: "NOT_FOUND" });
      await assert.rejects(collect(recording.read(never)), { code: "NOT_FOUND" });
    });

    test("readers that began before a removal get every byte", async (t) => {
      const archive = await open(t);
      const recording = await archive.create(name);
      const follower = recording.read(never)[Symbol.asyncIterator]();
      await writeAll(recording, sampleBytes(400_000), 10_000);
      const parts = [(await follower.next()).value as Uint8Array];
      await recording.finish();
      const clip = (await archive.open(name))!.read(never)[Symbol.asyncIterator]();
      const clipParts = [(await clip.next()).value as Uint8Array];
      await archive.remove(name);
      for (let next = await follower.next(); !next.done; next = await follower.next())
        parts.push(next.value);
      for (let next = await clip.next(); !next.done; next = await clip.next())
        clipParts.push(next.value);
      assert.deepEqual(Buffer.concat(parts), sampleBytes(400_000));
      assert.deepEqual(Buffer.concat(clipParts), sampleBytes(400_000));
    });

    test("a name that is none is refused, however it may try to be a path", async (t) => {
      const archive = await open(t);
      for (const id of [
        "",
        "..",
        "../../etc/passwd",
        "a/b",
        "a\\b",
        "a.b",
        "a\0b",
        "ä",
        "a".repeat(129),
      ]) {
        const refused = { code: "INVALID_REQUEST" };
        await assert.rejects(archive.create({ id, extension: "wav" }), refused, id);
        await assert.rejects(archive.open({ id, extension: "wav" }), refused, id);
        await assert.rejects(archive.remove({ id, extension: "wav" }), refused, id);
      }
      for (const extension of ["", "/wav", "WAV", "wav/..", "toolongtobe"]) {
        await assert.rejects(archive.open({ id: "a", extension }), { code: "INVALID_REQUEST" });
      }
    });

    test("an archive that can be written has no fault", async (t) => {
      const archive = await open(t);
      assert.equal(await archive.fault(), undefined);
      assert.equal(await archive.sweep(), 0);
    });
  });
}

async function writeAll(
  recording: Recording,
  bytes: Uint8Array,
  chunkBytes: number,
): Promise<void> {
  for (let at = 0; at < bytes.byteLength; at += chunkBytes) {
    await recording.write(bytes.subarray(at, at + chunkBytes));
  }
}
