import type { RunningProcess } from "./running-process.ts";

/** The error, with the last words of the processes that may have caused it. */
export function explain(error: unknown, processes: readonly RunningProcess[]): Error {
  const message = error instanceof Error ? error.message : String(error);
  const logs = processes.map(
    (process) => `The end of the ${process.name}'s log:\n${tail(process)}`,
  );
  return new Error([message, ...logs].join("\n\n"), { cause: error });
}

function tail(process: RunningProcess): string {
  const lines = process.log().trimEnd().split("\n").slice(-shownLines);
  return lines.map((line) => `    ${line}`).join("\n");
}

const shownLines = 30;
