/** Where a command prints: results on standard output, everything else on standard error. */
export type Terminal = {
  out(text: string): void;
  err(text: string): void;
};

/** The process's own streams. */
export const processTerminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};
