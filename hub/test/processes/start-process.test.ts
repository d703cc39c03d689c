import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startProcess } from "../../src/processes/start-process.ts";
import { temporaryFolder } from "../temporary-folder.ts";

test("a program that can be started runs, with its pipes", async () => {
  const started = startProcess("cat", []);
  assert.equal(started.at, "running");
  if (started.at !== "running") return;
  started.child.stdin.end("hello");
  assert.equal(await text(started.child.stdout), "hello");
  await once(started.child, "close");
});

test("one that is missing, or may not be run, is refused with the reason", async (t) => {
  const plain = join(await temporaryFolder(t), "plain");
  await writeFile(plain, "no program");
  await chmod(plain, 0o600);
  for (const [program, code] of [
    ["/nowhere/program", "ENOENT"],
    [plain, "EACCES"],
    ["bad\0name", "ERR_INVALID_ARG_VALUE"],
  ] as const) {
    const started = startProcess(program, []);
    assert.equal(started.at, "refused", program);
    if (started.at !== "refused") continue;
    assert.equal(((await started.cause) as NodeJS.ErrnoException).code, code);
  }
});

test("where descriptors or processes run out, the start is refused, and nothing is kept of it", async () => {
  const script = fileURLToPath(new URL("start-at-the-limit.ts", import.meta.url));
  const run = promisify(execFile);
  const bash = ["-c", `ulimit -n 64; exec "$0" "$1"`, process.execPath, script];
  const { stdout } = await run("bash", bash, { timeout: 20_000 });
  assert.deepEqual(JSON.parse(stdout), { refused: "EMFILE", later: "running", leaked: 0 });
});
