import { openFolderArchive } from "../../src/archive/folder-archive.ts";

/** Finishes one copy, begins another, says so and stays: to be killed. Its argument: the folder. */
const archive = openFolderArchive({ folder: process.argv[2] ?? "", limits: { freeDiskBytes: 0 } });
const finished = await archive.create({ id: "finished", extension: "wav" });
await finished.write(Buffer.from("all of it"));
await finished.finish();
const begun = await archive.create({ id: "begun", extension: "wav" });
await begun.write(Buffer.alloc(200_000));
console.log("writing");
process.stdin.resume();
