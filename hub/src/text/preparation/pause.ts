import { maxPauseMs } from "../limits.ts";
import type { Pause } from "../segment.ts";

/** Parses `[pause:1.5s]` or `[pause:500ms]`. Undefined for any other bracketed text. */
export function pauseOf(brackets: string): Pause | undefined {
  const [, amount, unit] = pausePattern.exec(brackets) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  const pauseMs = Math.round(Number(amount) * (unit.toLowerCase() === "s" ? 1_000 : 1));
  return { pauseMs: Math.min(maxPauseMs, pauseMs) };
}

const pausePattern = /^\[pause:\s{0,4}(\d{1,6}(?:\.\d{1,3})?)\s{0,4}(ms|s)\]$/i;
