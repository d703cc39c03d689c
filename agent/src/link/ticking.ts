import type { MuxEnd } from "@club/shared/mux/mux-end.ts";

/** Keeps time for an end that no socket keeps time for, so that its resume window ends. */
export function ticking(end: MuxEnd, now: () => number): Disposable {
  const timerMs = end.timerMs();
  const waitMs = timerMs === undefined ? undefined : Math.max(0, Math.ceil(timerMs - now())) + 1;
  const timer = waitMs === undefined ? undefined : setTimeout(() => end.tick(now()), waitMs);
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}
