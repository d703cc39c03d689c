import cliProgress from "cli-progress";
import type { Progress } from "../upkeep/progress.ts";
import type { Terminal } from "./terminal.ts";

/** Draws how far a copy has come, with the time left, where a person reads along. */
export function progressLine({ isErrTerminal }: Terminal): (progress: Progress) => void {
  if (!isErrTerminal) return () => undefined;
  const bar = new cliProgress.SingleBar({
    format: "{bar} {percentage} % · {value} of {total} files · {eta_formatted} left",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    hideCursor: true,
    clearOnComplete: true,
    linewrap: false,
    stream: process.stderr,
  });
  let isDrawn = false;
  return ({ done, total }) => {
    if (!isDrawn && total > 0) bar.start(total, 0);
    isDrawn ||= total > 0;
    bar.update(done);
    if (done >= total) bar.stop();
  };
}
