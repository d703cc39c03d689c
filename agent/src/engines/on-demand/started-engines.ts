import { rmSync, writeFileSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makePrivateFolder } from "../../files/private-folder.ts";
import { onDemandLimits } from "./limits.ts";
import { isRunning, type ProcessIdentity, processIdentity } from "./process-identity.ts";
import { signalGroup } from "./signal-group.ts";

/** What is kept of an engine: its process and that of the agent which started it. */
type Note = { readonly engine: ProcessIdentity; readonly agent: ProcessIdentity };

/**
 * The engines that this agent has started. An agent that is killed leaves them behind with the GPU's
 * memory, so each has a note on the disk by which the next agent finds and ends it.
 */
export class StartedEngines {
  readonly #folder: string;
  readonly #pids = new Set<number>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Ends what agents that are no more have left in `folder`; it is made where it is not there. */
  static async open(folder: string): Promise<StartedEngines> {
    await makePrivateFolder(folder);
    const files = await readdir(folder);
    await Promise.all(files.map((name) => endLeft(join(folder, name))));
    return new StartedEngines(folder);
  }

  /** Notes a process that leads a group of its own. */
  add(pid: number): void {
    this.#pids.add(pid);
    const engine = processIdentity(pid);
    const agent = processIdentity(process.pid);
    if (engine === undefined || agent === undefined) return;
    const note: Note = { engine, agent };
    writeFileSync(this.#fileOf(pid), JSON.stringify(note), { mode: 0o600 });
  }

  delete(pid: number): void {
    this.#pids.delete(pid);
    rmSync(this.#fileOf(pid), { force: true });
  }

  /** Kills all of them; for a process that ends at once. */
  killAll(): void {
    for (const pid of this.#pids) {
      signalGroup(pid, "SIGKILL");
      this.delete(pid);
    }
  }

  #fileOf(pid: number): string {
    return join(this.#folder, `${pid}.json`);
  }
}

async function endLeft(file: string): Promise<void> {
  const note = parsed(await readFile(file, "utf8").catch(() => ""));
  if (note !== undefined && isRunning(note.agent)) return;
  if (note !== undefined) await end(note.engine);
  await rm(file, { force: true });
}

/** Asks first, and kills what does not go. */
async function end(engine: ProcessIdentity): Promise<void> {
  const untilMs = performance.now() + onDemandLimits.stopMs;
  if (isRunning(engine)) signalGroup(engine.pid, "SIGTERM");
  while (isRunning(engine)) {
    if (performance.now() >= untilMs) return signalGroup(engine.pid, "SIGKILL");
    await sleep(onDemandLimits.lookMs / 5);
  }
}

function parsed(text: string): Note | undefined {
  try {
    return JSON.parse(text) as Note;
  } catch {
    // Written by nobody else, and cut short by a full disk.
    return undefined;
  }
}
