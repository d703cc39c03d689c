import { execa, type Result } from "execa";
import { minimalEnvironment } from "../program/minimal-environment.ts";
import { stderrTail } from "../program/stderr-tail.ts";
import { onDemandLimits } from "./limits.ts";
import { signalGroup } from "./signal-group.ts";
import type { StartedEngines } from "./started-engines.ts";

/** A speech server's process, started by the agent. */
export type EngineProcess = {
  readonly pid: number | undefined;
  /** Resolves with how it ended, in words; never rejects. */
  readonly ended: Promise<string>;
  /** The last of what it has written, on one line. */
  lastWords(): string;
  /** Ends it and its children: asks first, and kills what does not go. Resolves when it is gone. */
  stop(): Promise<void>;
};

/** Starts a program, never a shell, in a process group of its own with a minimal environment. */
export function startEngineProcess(
  command: readonly string[],
  started?: StartedEngines,
): EngineProcess {
  const [program = "", ...argv] = command;
  const child = execa(program, argv, {
    env: minimalEnvironment(process.env),
    extendEnv: false,
    stdin: "ignore",
    // One stream of both, as a terminal would show them.
    all: true,
    buffer: false,
    reject: false,
    // Servers have workers: they are ended as a group.
    detached: true,
    cleanup: false,
  });
  const { pid } = child;
  if (pid !== undefined) {
    started?.add(pid);
    void child.finally(() => started?.delete(pid));
  }
  const words = stderrTail(child.all);
  const ended = endingOf(child);
  return {
    pid,
    ended,
    lastWords: words,
    async stop() {
      signalGroup(pid, "SIGTERM");
      const kill = setTimeout(() => signalGroup(pid, "SIGKILL"), onDemandLimits.stopMs);
      try {
        await ended;
      } finally {
        clearTimeout(kill);
        // Children that outlive their parent hold the GPU's memory all the same.
        signalGroup(pid, "SIGKILL");
      }
    },
  };
}

async function endingOf(
  child: Promise<Pick<Result, "failed" | "code" | "signal" | "exitCode">>,
): Promise<string> {
  const { failed, code, signal, exitCode } = await child;
  if (code === "ENOENT" || code === "EACCES") return `cannot be started (${code})`;
  return failed ? `ended with ${signal ?? `exit code ${exitCode ?? "unknown"}`}` : "ended";
}
