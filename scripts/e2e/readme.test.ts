import assert from "node:assert/strict";
import { readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { execa } from "execa";
import { root } from "../root.ts";
import { probeAudio } from "./harness/audio-file.ts";
import { blockAfter } from "./harness/readme-block.ts";
import { startClub } from "./harness/test-club.ts";

const python = join(root, ".venv/bin/python");

test("the README's examples of calling work as they stand", async (t) => {
  const club = await startClub(t);
  await club.startAgent();
  const { folder } = club;
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  const env = { CLUB_URL: `${club.hub.url}/v1`, CLUB_KEY: club.member };
  const readme = await readFile(join(root, "README.md"), "utf8");

  const examples = [
    { after: "**curl**", program: "sh", file: "example.sh", makes: "speech.wav" },
    { after: "**Python**", program: python, file: "example.py", makes: "speech.wav" },
    { after: "**Node**", program: process.execPath, file: "example.mjs", makes: "speech.opus" },
  ];
  for (const { after, program, file, makes } of examples) {
    await t.test(file, async () => {
      await writeFile(join(folder, file), blockAfter(after, readme));
      await execa(program, [file], { cwd: folder, env });
      assert.ok((await probeAudio(join(folder, makes))).seconds > 0.5);
      await rm(join(folder, makes));
    });
  }
});
