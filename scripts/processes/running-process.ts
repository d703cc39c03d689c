import { appendFileSync } from "node:fs";
import { type Result, execa } from "execa";

export type RunningProcess = AsyncDisposable & {
  /** As it should stand in messages. */
  readonly name: string;
  /** Undefined where it could not be started. */
  readonly pid: number | undefined;
  /** Resolves when it has ended, to how: "ended with exit code 1". */
  readonly ended: Promise<string>;
  /** Throws when it has ended. */
  assertRunning(): void;
  /** The first line on its stdout, once there is one. */
  firstLine(): string | undefined;
  /** The end of what it has written to stdout and stderr. */
  log(): string;
  kill(signal: NodeJS.Signals): void;
};

export type StartOptions = {
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it gets this process's environment as well. */
  readonly extendEnv?: boolean;
  /** Keeps a Ctrl-C on the terminal from reaching it other than through us. */
  readonly ownGroup?: boolean;
  /** So many file descriptors and no more, by util-linux's prlimit. */
  readonly descriptors?: number | undefined;
  /** A file to append all of its output to. */
  readonly logFile?: string;
};

/**
 * Starts a program that runs until it is stopped. Disposing of it sends SIGTERM, waits for its end,
 * and sends SIGKILL when that takes too long.
 */
export function startProcess(
  name: string,
  file: string,
  args: readonly string[],
  { env = {}, extendEnv = true, ownGroup = false, descriptors, logFile }: StartOptions = {},
): RunningProcess {
  const limited = descriptors === undefined ? [] : ["prlimit", `--nofile=${descriptors}`];
  const [program = file, ...argv] = [...limited, file, ...args];
  const child = execa(program, argv, {
    env,
    extendEnv,
    stdin: "ignore",
    buffer: false,
    reject: false,
    detached: ownGroup,
    forceKillAfterDelay: stopTimeoutMs,
  });
  let log = "";
  let firstLine: string | undefined;
  let how: string | undefined;
  const keep = (text: string): void => {
    log = (log + text).slice(-keptCharacters);
    if (logFile !== undefined) appendFileSync(logFile, text);
  };
  child.stderr.setEncoding("utf8").on("data", keep);
  child.stdout.setEncoding("utf8").on("data", keep);
  child.stdout.once("data", (text: string) => {
    // The programs started here write their first line at once and in one piece.
    firstLine = text.split("\n", 1)[0];
  });
  const ended = child.then((result) => (how = describeEnd(result)));

  return {
    name,
    pid: child.pid,
    ended,
    assertRunning() {
      if (how !== undefined) throw new Error(`The ${name} ${how}.`);
    },
    firstLine: () => firstLine,
    log: () => log,
    kill: (signal) => void child.kill(signal),
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

type End = Pick<Result, "exitCode" | "signal" | "shortMessage">;

function describeEnd({ exitCode, signal, shortMessage }: End): string {
  if (signal !== undefined) return `was ended by ${signal}`;
  if (exitCode !== undefined) return `ended with exit code ${exitCode}`;
  return `did not start: ${shortMessage}`;
}

/** Longer than the hub and the agent take to end when nobody waits for anything. */
const stopTimeoutMs = 10_000;

/** What is worth showing when something fails. */
const keptCharacters = 16_384;
