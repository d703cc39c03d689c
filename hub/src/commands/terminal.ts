import type { SafeText } from "@club/shared/terminal/safe-text.ts";

/** Where a command prints: results on standard output, everything else on standard error. */
export type Terminal = {
  out(text: SafeText): void;
  err(text: SafeText): void;
  /** How wide standard output is, in columns; undefined where it is no terminal. */
  readonly columns: number | undefined;
};

/** The process's own streams. */
export const processTerminal: Terminal = {
  out: (text) => void process.stdout.write(String(text)),
  err: (text) => void process.stderr.write(String(text)),
  get columns() {
    return process.stdout.isTTY ? process.stdout.columns : undefined;
  },
};
