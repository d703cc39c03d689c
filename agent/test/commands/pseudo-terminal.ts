import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import xterm from "@xterm/headless";
import type { CliOptions } from "./run-cli.ts";

const main = join(import.meta.dirname, "..", "..", "src", "main.ts");

export type Screen = AsyncDisposable & {
  /** What a person sees now. */
  text(): Promise<string>;
  type(keys: string): void;
  readonly exit: Promise<number | null>;
};

/** `club-agent` in a real terminal of 80 × 24, whose screen can be read. */
export function inTerminal(argv: readonly string[], { home }: Pick<CliOptions, "home">): Screen {
  const command = [process.execPath, main, ...argv].map((word) => `'${word}'`).join(" ");
  const env = { PATH: process.env["PATH"], HOME: home, XDG_RUNTIME_DIR: home, TERM: "xterm" };
  const child: ChildProcess = spawn(
    "script",
    ["--quiet", "--return", "--command", `stty cols 80 rows 24; exec ${command}`, "/dev/null"],
    { env, stdio: "pipe", detached: true },
  );
  const terminal = new xterm.Terminal({ cols: 80, rows: 24, allowProposedApi: true });
  child.stdout?.on("data", (part: Buffer) => terminal.write(part));
  const exit = once(child, "close").then(([code]: (number | null)[]) => code ?? null);
  return {
    text: () => textOf(terminal),
    type: (keys) => child.stdin?.write(keys),
    exit,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      await exit;
      terminal.dispose();
    },
  };
}

async function textOf(terminal: xterm.Terminal): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<void>();
  terminal.write("", resolve);
  await promise;
  const { active } = terminal.buffer;
  const lines = Array.from({ length: terminal.rows }, (_, at) =>
    active.getLine(active.baseY + at)?.translateToString(true),
  );
  return lines.join("\n").trimEnd();
}
