import { equal } from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { startEngineProcess } from "../../../src/engines/on-demand/engine-process.ts";
import { processIdentity } from "../../../src/engines/on-demand/process-identity.ts";
import { StartedEngines } from "../../../src/engines/on-demand/started-engines.ts";
import { temporaryFolder } from "../../temporary-folder.ts";

const skip = process.platform === "win32" ? "processes have no groups there" : false;

test("an engine that a killed agent has left is ended by the next one", { skip }, async (t) => {
  await using temporary = await temporaryFolder();
  const folder = temporary.path;
  await StartedEngines.open(folder);
  const engine = startServer();
  t.after(() => void engine.kill("SIGKILL"));
  const gone = startServer();
  const agent = processIdentity(gone.pid ?? 0);
  gone.kill("SIGKILL");
  await once(gone, "exit");
  const note = { engine: processIdentity(engine.pid ?? 0), agent };
  await writeFile(join(folder, `${engine.pid}.json`), JSON.stringify(note));
  const ended = once(engine, "exit");
  await StartedEngines.open(folder);
  await ended;
  equal((await readdir(folder)).length, 0);
});

test("one whose agent still runs is left alone, and so is another process of that number", {
  skip,
}, async (t) => {
  await using temporary = await temporaryFolder();
  const folder = temporary.path;
  const started = await StartedEngines.open(folder);
  const engine = startEngineProcess(server, started);
  t.after(() => engine.stop());
  await StartedEngines.open(folder);
  equal(isAlive(engine.pid), true);
  equal((await readdir(folder)).length, 1);

  const other = startServer();
  t.after(() => void other.kill("SIGKILL"));
  const stale = { pid: other.pid, started: "1" };
  await writeFile(join(folder, "stale.json"), JSON.stringify({ engine: stale, agent: stale }));
  await StartedEngines.open(folder);
  equal(isAlive(other.pid), true);
});

test("an engine that has ended leaves no note, and those of an agent that ends at once end with it", {
  skip,
}, async () => {
  await using temporary = await temporaryFolder();
  const folder = temporary.path;
  const started = await StartedEngines.open(folder);
  const first = startEngineProcess(server, started);
  await first.stop();
  equal((await readdir(folder)).length, 0);
  const second = startEngineProcess(server, started);
  started.killAll();
  equal(await second.ended, "ended with SIGKILL");
  equal((await readdir(folder)).length, 0);
});

const server = [process.execPath, "-e", "setInterval(() => undefined, 1000)"];

function startServer(): ChildProcess {
  const [program = "", ...argv] = server;
  return spawn(program, argv, { detached: true, stdio: "ignore" });
}

function isAlive(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}
