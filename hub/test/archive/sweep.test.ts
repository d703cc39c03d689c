import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { openFolderArchive } from "../../src/archive/folder-archive.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { bytesOf, collect, never } from "./recorded-bytes.ts";

const program = join(import.meta.dirname, "writer-process.ts");

describe("sweeping an archive", () => {
  test("removes what a killed process left, nothing of one that lives, and no finished copy", async (t) => {
    const folder = await temporaryFolder(t);
    const writer = spawn(process.execPath, [program, folder], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    t.after(() => writer.kill("SIGKILL"));
    await once(writer.stdout, "data");

    const archive = openFolderArchive({ folder });
    t.after(async () => await archive.close());
    const own = await archive.create({ id: "own", extension: "wav" });
    assert.equal(await archive.sweep(), 0);
    writer.kill("SIGKILL");
    await once(writer, "exit");
    assert.equal(await archive.sweep(), 1);
    assert.equal((await readdir(join(folder, "parts"))).length, 1);

    await own.write(bytesOf("mine"));
    await own.finish();
    const clip = await archive.open({ id: "finished", extension: "wav" });
    assert.deepEqual(await collect(clip!.read(never)), bytesOf("all of it"));
    assert.equal(await archive.open({ id: "begun", extension: "wav" }), undefined);
  });

  test("takes an equal process id of another run for an earlier one, and leaves strange files alone", async (t) => {
    const folder = await temporaryFolder(t);
    const archive = openFolderArchive({ folder });
    t.after(async () => await archive.close());
    await (await archive.create({ id: "a", extension: "wav" })).abort(new Error("gone"));
    const parts = join(folder, "parts");
    await writeFile(join(parts, `a.wav.${process.pid}-01234567.part`), "earlier");
    await writeFile(join(parts, "notes.txt"), "the operator's");
    assert.equal(await archive.sweep(), 1);
    assert.deepEqual(await readdir(parts), ["notes.txt"]);
  });
});
