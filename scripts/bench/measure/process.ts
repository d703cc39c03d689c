import { execa } from "execa";
import { until } from "../../until.ts";
import { startTimeoutMs, stopTimeoutMs } from "../limits.ts";

/** A program that is measured. */
export type MeasuredProcess = AsyncDisposable & {
  readonly pid: number;
  /** The end of what it wrote to stdout and stderr. */
  log(): string;
  /** Resolves with what `find` finds in that; throws when the process has ended, or takes too long. */
  untilSays(what: string, find: (log: string) => string | undefined): Promise<string>;
  /** Resolves once `ask` does not say undefined. */
  untilTrue(what: string, ask: () => Promise<true | undefined>): Promise<void>;
};

export type ProcessOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

/** Starts a program. Disposing of it sends SIGTERM, and SIGKILL when that is not heeded. */
export function startMeasured(
  name: string,
  file: string,
  args: readonly string[],
  options: ProcessOptions = {},
): MeasuredProcess {
  const child = execa(file, args, {
    ...options,
    stdin: "ignore",
    buffer: false,
    reject: false,
    forceKillAfterDelay: stopTimeoutMs,
  });
  let log = "";
  let hasEnded = false;
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding("utf8").on("data", (text: string) => {
      log = (log + text).slice(-keptCharacters);
    });
  }
  void child.finally(() => {
    hasEnded = true;
  });
  const wait = async <T>(what: string, ask: () => Promise<T | undefined> | T | undefined) =>
    await until(
      what,
      () => {
        if (hasEnded) throw new Error(`${name} ended while ${what} was waited for:\n${log}`);
        return ask();
      },
      { timeoutMs: startTimeoutMs },
    );
  return {
    // execa gives no pid only where the program could not be started, which every use of it shows.
    pid: child.pid ?? 0,
    log: () => log,
    untilSays: (what, find) => wait(what, () => find(log)),
    untilTrue: async (what, ask) => void (await wait(what, ask)),
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child;
    },
  };
}

const keptCharacters = 16_384;
