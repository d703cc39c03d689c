import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { Failure } from "@club/shared/wire/failures.ts";
import { type FolderArchive, openFolderArchive } from "../../src/archive/folder-archive.ts";
import type { ArchiveLimits } from "../../src/archive/limits.ts";
import { ManualClock } from "../manual-clock.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { until } from "../until.ts";
import { archiveContract } from "./archive-contract.ts";
import { bytesOf, collect, never, sampleBytes } from "./recorded-bytes.ts";

async function folderArchive(
  t: TestContext,
  limits: Partial<ArchiveLimits> = {},
): Promise<{ archive: FolderArchive; folder: string }> {
  const folder = join(await temporaryFolder(t), "archive");
  const archive = openFolderArchive({ folder, limits: { freeDiskBytes: 0, ...limits } });
  t.after(async () => await archive.close());
  return { archive, folder };
}

archiveContract("a folder", async (t) => (await folderArchive(t)).archive);

async function store(archive: FolderArchive, id: string, bytes: Uint8Array): Promise<void> {
  const recording = await archive.create({ id, extension: "wav" });
  await recording.write(bytes);
  await recording.finish();
}

describe("an archive in a folder", () => {
  test("makes its folder at first use, for its owner alone, and shards it", async (t) => {
    const { archive, folder } = await folderArchive(t);
    assert.equal(await archive.sweep(), 0);
    await assert.rejects(stat(folder), { code: "ENOENT" });
    await store(archive, "some-id-42", bytesOf("audio"));
    const file = join(folder, "clips", "42", "some-id-42.wav");
    assert.deepEqual(await readFile(file), bytesOf("audio"));
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    for (const made of [folder, join(folder, "parts"), join(folder, "clips", "42")]) {
      assert.equal((await stat(made)).mode & 0o777, 0o700, made);
    }
    assert.deepEqual(await readdir(join(folder, "parts")), []);
  });

  test("goes on after its folder was taken away", async (t) => {
    const { archive, folder } = await folderArchive(t);
    await store(archive, "first", bytesOf("audio"));
    await rm(folder, { recursive: true });
    await store(archive, "second", bytesOf("audio"));
    assert.equal((await archive.open({ id: "second", extension: "wav" }))?.bytes, 5);
  });

  test("refuses a recording past its limit, and its readers learn of it", async (t) => {
    const { archive, folder } = await folderArchive(t, { recordingBytes: 100_000 });
    const recording = await archive.create({ id: "long", extension: "wav" });
    const full = { code: "STORAGE_FULL" };
    const read = assert.rejects(collect(recording.read(never)), full);
    await recording.write(sampleBytes(100_000));
    await assert.rejects(recording.write(bytesOf("!")), full);
    await read;
    await assert.rejects(recording.finish(), full);
    assert.deepEqual(await readdir(join(folder, "parts")), []);
    assert.equal(archive.figures().bytes, 0);
  });

  test("refuses what would outgrow it as a whole, says so, and has room again after a removal", async (t) => {
    const { archive } = await folderArchive(t, { totalBytes: 250_000 });
    await store(archive, "first", sampleBytes(200_000));
    const recording = await archive.create({ id: "second", extension: "wav" });
    await recording.write(sampleBytes(60_000));
    await assert.rejects(recording.finish(), { code: "STORAGE_FULL" });
    await store(archive, "third", sampleBytes(49_000));
    assert.match((await archive.fault()) ?? "", /archive is full/);
    await archive.remove({ id: "first", extension: "wav" });
    assert.equal(await archive.fault(), undefined);
    assert.equal(archive.figures().bytes, 49_000);
  });

  test("refuses what an allowance does not take, with its own failure", async (t) => {
    const { archive } = await folderArchive(t);
    let left = 150_000;
    const used = new Failure("QUOTA_EXCEEDED", "Too much is kept.");
    const allowance = {
      take: (bytes: number): void => {
        if (bytes > left) throw used;
        left -= bytes;
      },
    };
    const recording = await archive.create({ id: "a", extension: "wav" }, allowance);
    const read = assert.rejects(collect(recording.read(never)), used);
    await recording.write(sampleBytes(100_000));
    await assert.rejects(recording.write(sampleBytes(100_000)), used);
    await read;
    assert.equal(left, 50_000);
  });

  test("leaves the disk's reserve alone", async (t) => {
    const { archive } = await folderArchive(t, { freeDiskBytes: Number.MAX_SAFE_INTEGER });
    const create = archive.create({ id: "any", extension: "wav" });
    await assert.rejects(create, { code: "STORAGE_FULL", message: /disk is almost full/ });
    assert.match((await archive.fault()) ?? "", /disk is almost full/);
  });

  test("counts what earlier processes left, and what comes and goes meanwhile, once", async (t) => {
    const { archive, folder } = await folderArchive(t);
    for (let i = 0; i < 40; i += 1) await store(archive, `old-${i}`, sampleBytes(1_000));
    await archive.close();

    const next = openFolderArchive({ folder, limits: { freeDiskBytes: 0 } });
    t.after(async () => await next.close());
    await store(next, "new", sampleBytes(500));
    await until("the count is complete", () => next.figures().isComplete);
    await next.remove({ id: "old-7", extension: "wav" });
    assert.deepEqual(next.figures(), { bytes: 39_500, isComplete: true });
  });

  test("says what is wrong when its folder cannot be one", async (t) => {
    const parent = await temporaryFolder(t);
    await writeFile(join(parent, "archive"), "a file");
    const archive = openFolderArchive({ folder: join(parent, "archive") });
    t.after(async () => await archive.close());
    assert.match((await archive.fault()) ?? "", /cannot store the audio/);
    await assert.rejects(archive.create({ id: "a", extension: "wav" }), { code: "STORAGE_FULL" });
  });

  test("says before anything is done that there is no room, and for how long to wait", async (t) => {
    await (await folderArchive(t)).archive.requireRoom();
    const full = await folderArchive(t, { freeDiskBytes: Number.MAX_SAFE_INTEGER });
    await mkdir(full.folder, { recursive: true });
    const noRoom = { code: "STORAGE_FULL", retryAfterMs: 30_000 };
    await assert.rejects(full.archive.requireRoom(), noRoom);
  });

  test("refuses for a second what it has just failed to begin", async (t) => {
    const folder = join(await temporaryFolder(t), "audio");
    const clock = new ManualClock();
    const archive = openFolderArchive({ folder, limits: { freeDiskBytes: 0 }, clock });
    t.after(async () => await archive.close());
    await writeFile(folder, "a file in its place");
    await assert.rejects(archive.create({ id: "a", extension: "wav" }), { code: "STORAGE_FULL" });
    await assert.rejects(archive.requireRoom(), { code: "STORAGE_FULL" });
    await clock.advance(1_000);
    await archive.requireRoom();
  });

  test("never makes the folder that it lies in", async (t) => {
    const data = join(await temporaryFolder(t), "data");
    await mkdir(data);
    const archive = openFolderArchive({
      folder: join(data, "audio"),
      limits: { freeDiskBytes: 0 },
    });
    t.after(async () => await archive.close());
    await store(archive, "a", sampleBytes(10));
    await rename(data, `${data}-moved`);
    await assert.rejects(archive.create({ id: "b", extension: "wav" }), { code: "STORAGE_FULL" });
    assert.match((await archive.fault()) ?? "", /cannot store/);
    await assert.rejects(stat(data), { code: "ENOENT" });
  });

  test("lists its copies, and names a folder of theirs that takes no more", async (t) => {
    const { archive, folder } = await folderArchive(t);
    await store(archive, "first-aa", sampleBytes(10));
    await store(archive, "second-bb", sampleBytes(20));
    const listed = await Array.fromAsync(archive.clips(never));
    assert.deepEqual(
      listed.map(({ name, bytes }) => `${name.id}.${name.extension} ${bytes}`).sort(),
      ["first-aa.wav 10", "second-bb.wav 20"],
    );
    assert.deepEqual(await archive.unwritable(), []);
    const shard = join(folder, "clips", "bb");
    await rm(shard, { recursive: true });
    await writeFile(shard, "");
    assert.deepEqual(await archive.unwritable(), [shard]);
  });
});
