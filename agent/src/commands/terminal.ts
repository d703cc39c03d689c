import { isColoured, type Paint, painter } from "@club/shared/terminal/paint.ts";
import type { SafeText } from "@club/shared/terminal/safe-text.ts";
import type { Environment } from "../config/paths.ts";
import { exitCodes } from "../exit-codes.ts";

/** What a command has to do with the process around it. Only safe text can be written. */
export type Terminal = {
  readonly environment: Environment;
  readonly out: (text: SafeText) => void;
  readonly err: (text: SafeText) => void;
  readonly isTerminal: { readonly out: boolean; readonly err: boolean };
  readonly isColoured: { readonly out: boolean; readonly err: boolean };
  /** The size of the terminal that `out` is; undefined where it is none, e.g. a pipe. */
  readonly size: () => { readonly columns: number; readonly rows: number } | undefined;
};

/** The process's own streams. When the reader of `out` goes away the command ends, as by SIGPIPE. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  stdout.on("error", () => process.exit(exitCodes.failure));
  // `serve` logs here, and outlives the reader of its log.
  stderr.on("error", () => undefined);
  return {
    environment: env,
    out: (text) => void stdout.write(String(text)),
    err: (text) => void stderr.write(String(text)),
    isTerminal: { out: stdout.isTTY, err: stderr.isTTY },
    isColoured: { out: isColoured(stdout, env), err: isColoured(stderr, env) },
    size: () => (stdout.isTTY ? { columns: stdout.columns, rows: stdout.rows } : undefined),
  };
}

/** Colours for what a command prints on `out`. */
export function paintOf({ isColoured }: Terminal): Paint {
  return painter(isColoured.out);
}
