import { useEffect, useState } from "preact/hooks";

/** Milliseconds since a moment on the monotonic clock, looked at every `everyMs`. */
export function useElapsed(sinceMs: number, everyMs: number): number {
  const [nowMs, setNowMs] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(performance.now()), everyMs);
    return () => clearInterval(timer);
  }, [sinceMs, everyMs]);
  return Math.max(0, nowMs - sinceMs);
}
