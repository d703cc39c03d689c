import { addAbortSignal } from "node:stream";
import { Failure } from "@club/shared/wire/failures.ts";
import { execa, type Result } from "execa";
import { engineLimits } from "../limits.ts";
import { minimalEnvironment } from "./minimal-environment.ts";
import { stderrTail } from "./stderr-tail.ts";

export type ProgramInput = {
  /** What the program reads on stdin. */
  readonly input: string | AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
};

/**
 * A program's stdout, pulled: one that is not read stands still. Never a shell. Leaving the iteration
 * or the signal kills it. Throws NOT_READY when the program cannot be started and ENGINE_FAILED, with
 * its last words on stderr, when it ends with an error.
 */
export async function* runProgram(
  file: string,
  argv: readonly string[],
  { input, signal }: ProgramInput,
): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  const program = execa(file, argv, {
    ...(typeof input === "string" ? { input } : { stdin: input }),
    env: minimalEnvironment(process.env),
    extendEnv: false,
    buffer: false,
    encoding: "buffer",
    reject: false,
    cancelSignal: signal,
    forceKillAfterDelay: engineLimits.killGraceMs,
  });
  const words = stderrTail(program.stderr);
  // A program's own children may outlive it and hold its stdout open.
  addAbortSignal(signal, program.stdout);
  let ended = false;
  try {
    for await (const bytes of program.stdout) yield bytes as Uint8Array;
    ended = true;
  } finally {
    if (!ended) program.kill();
  }
  expectSuccess(file, await program, words);
}

type Ending = Pick<Result, "failed" | "code" | "signal" | "exitCode" | "cause">;

function expectSuccess(file: string, ending: Ending, words: () => string): void {
  if (!ending.failed) return;
  if (ending.code === "ENOENT" || ending.code === "EACCES") {
    throw new Failure("NOT_READY", `The program ${file} cannot be started.`, {
      cause: ending.cause,
    });
  }
  const how = ending.signal ?? `exit code ${ending.exitCode ?? "unknown"}`;
  throw new Failure("ENGINE_FAILED", `${file} failed (${how}): ${words()}`);
}
