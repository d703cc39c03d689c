import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const main = join(import.meta.dirname, "..", "..", "src", "main.ts");

export type CliOptions = {
  /** HOME and the XDG folders are below it: nothing of the machine's own is read. */
  readonly home: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
};

/** `club-agent` as a process of its own, with what it has printed so far. */
export class Cli implements AsyncDisposable {
  readonly child: ChildProcess;
  /** Its exit code, or the signal that ended it. */
  readonly exit: Promise<number | NodeJS.Signals>;
  out = "";
  err = "";

  constructor(argv: readonly string[], { home, environment, input }: CliOptions) {
    const env = { PATH: process.env["PATH"], HOME: home, XDG_RUNTIME_DIR: home, ...environment };
    this.child = spawn(process.execPath, [main, ...argv], { env, cwd: home });
    this.child.stdout?.on("data", (part: Buffer) => (this.out += part.toString()));
    this.child.stderr?.on("data", (part: Buffer) => (this.err += part.toString()));
    this.child.stdin?.end(input ?? "");
    this.exit = once(this.child, "close").then(
      ([code, signal]: (number | NodeJS.Signals | null)[]) => code ?? signal ?? 0,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null) this.child.kill("SIGKILL");
    await this.exit;
  }
}

/** Runs `club-agent` to its end. */
export async function runCli(
  argv: readonly string[],
  options: CliOptions,
): Promise<{ readonly code: number | NodeJS.Signals; readonly out: string; readonly err: string }> {
  await using cli = new Cli(argv, options);
  const code = await cli.exit;
  return { code, out: cli.out, err: cli.err };
}
