import { isColoured, type Paint, painter } from "@club/shared/terminal/paint.ts";
import type { SafeText } from "@club/shared/terminal/safe-text.ts";

/** Where a command prints: results on standard output, everything else on standard error. */
export type Terminal = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  out(text: SafeText): void;
  err(text: SafeText): void;
  /** How wide standard output is, in columns; undefined where it is no terminal. */
  readonly columns: number | undefined;
  /** Whether a person reads standard error, and whether each shows colours. */
  readonly isErrTerminal: boolean;
  readonly isColoured: { readonly out: boolean; readonly err: boolean };
};

/** The process's own streams. */
export const processTerminal: Terminal = {
  environment: process.env,
  out: (text) => void process.stdout.write(String(text)),
  err: (text) => void process.stderr.write(String(text)),
  get columns() {
    return process.stdout.isTTY ? process.stdout.columns : undefined;
  },
  isErrTerminal: process.stderr.isTTY,
  isColoured: {
    out: isColoured(process.stdout, process.env),
    err: isColoured(process.stderr, process.env),
  },
};

/** Colours for what a command prints as its result. */
export function paintOf({ isColoured: { out } }: Terminal): Paint {
  return painter(out);
}
