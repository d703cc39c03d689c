// CommonJS: Node finds no named exports in it.
import progress from "cli-progress";

/** How far the trials are. */
export type ProgressBar = Disposable & {
  /** One more is done; `say` writes what came of it while the bar is out of the way. */
  step(say: () => void): void;
};

/** A bar on standard error, where that is a terminal; otherwise nothing is drawn. */
export function progressBar(total: number, isTerminal: boolean): ProgressBar {
  const bar = new progress.SingleBar({
    format: "{bar} {value} of {total} tried, {eta_formatted} left",
    barsize: 30,
    clearOnComplete: true,
    stopOnComplete: false,
    hideCursor: true,
    stream: process.stderr,
    noTTYOutput: false,
    barCompleteChar: "█",
    barIncompleteChar: "░",
  });
  let done = 0;
  const isDrawn = isTerminal && total > 0;
  if (isDrawn) bar.start(total, done);
  return {
    step(say) {
      done += 1;
      if (isDrawn) bar.stop();
      say();
      if (isDrawn && done < total) bar.start(total, done);
    },
    [Symbol.dispose]: () => bar.stop(),
  };
}
