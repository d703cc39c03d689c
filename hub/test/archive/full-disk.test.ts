import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { promisify } from "node:util";
import { openFolderArchive } from "../../src/archive/folder-archive.ts";
import { collect, never, sampleBytes } from "./recorded-bytes.ts";

const run = promisify(execFile);
const full = { code: "STORAGE_FULL", message: /the disk is full/ };

/** A file system of a mebibyte, or undefined where none may be mounted. */
async function smallDisk(t: TestContext): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "club-disk-"));
  const isMounted = await run("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]).then(
    () => true,
    () => false,
  );
  t.after(async () => {
    if (isMounted) await run("umount", ["--lazy", folder]);
    await rm(folder, { recursive: true, force: true });
  });
  if (isMounted) return folder;
  t.skip("mounting a small file system takes a privilege that is missing here");
  return undefined;
}

/** The kernel refuses while a file that was written is still being closed. */
async function remountReadOnly(folder: string): Promise<void> {
  let isDone = false;
  for (let attempt = 1; !isDone; attempt += 1) {
    isDone = await run("mount", ["-o", "remount,ro", folder]).then(
      () => true,
      (error: unknown) => {
        if (attempt === 200) throw error;
        return false;
      },
    );
  }
}

describe("an archive on a disk that runs full", () => {
  test("fails the recording and its readers, cleans up, and goes on once there is room", async (t) => {
    const folder = await smallDisk(t);
    if (folder === undefined) return;
    const archive = openFolderArchive({ folder, limits: { freeDiskBytes: 0 } });
    const recording = await archive.create({ id: "long", extension: "wav" });
    const read = assert.rejects(collect(recording.read(never)), full);
    const writing = async (): Promise<void> => {
      for (let i = 0; i < 200; i += 1) await recording.write(sampleBytes(16_384));
    };
    await assert.rejects(writing, full);
    await read;
    await assert.rejects(recording.finish(), full);
    assert.equal(await recording.abort(new Error("gone"), {}), false);
    assert.deepEqual(await readdir(join(folder, "parts")), []);

    assert.equal(await archive.fault(), undefined);
    const next = await archive.create({ id: "short", extension: "wav" });
    await next.write(sampleBytes(100_000));
    await next.finish();
    assert.equal((await archive.open({ id: "short", extension: "wav" }))?.bytes, 100_000);
    assert.equal(archive.figures().bytes, 100_000);
    await archive.close();
  });

  test("tells the rest of a copy from the whole when the disk fills at the very end", async (t) => {
    const folder = await smallDisk(t);
    if (folder === undefined) return;
    const archive = openFolderArchive({ folder, limits: { freeDiskBytes: 0 } });
    const filler = await archive.create({ id: "filler", extension: "wav" });
    await filler.write(sampleBytes(1_000_000));
    await filler.finish();
    const recording = await archive.create({ id: "short", extension: "wav" });
    const read = assert.rejects(collect(recording.read(never)), full);
    await recording.write(sampleBytes(60_000));
    await assert.rejects(recording.finish(), full);
    await read;
    assert.equal(await archive.open({ id: "short", extension: "wav" }), undefined);
    await archive.close();
  });

  test("says that it is read-only, and can still be read", async (t) => {
    const folder = await smallDisk(t);
    if (folder === undefined) return;
    const archive = openFolderArchive({ folder, limits: { freeDiskBytes: 0 } });
    const recording = await archive.create({ id: "short", extension: "wav" });
    await recording.write(sampleBytes(1_000));
    await recording.finish();
    await remountReadOnly(folder);
    assert.match((await archive.fault()) ?? "", /read-only/);
    const create = archive.create({ id: "other", extension: "wav" });
    await assert.rejects(create, { code: "STORAGE_FULL", message: /read-only/ });
    const clip = await archive.open({ id: "short", extension: "wav" });
    assert.deepEqual(await collect(clip!.read(never)), sampleBytes(1_000));
    await archive.close();
  });
});
