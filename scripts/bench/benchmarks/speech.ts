import { bytesPerSecond, wavHeaderBytes } from "../limits.ts";
import type { Model } from "../engine/models.ts";
import type { Contender } from "../contenders/contender.ts";
import type { Plan } from "../load/plan.ts";

export type Speech = {
  readonly model: Model;
  readonly seconds: number;
  readonly format?: "wav" | "opus";
};

/** A plan's part that says what is asked for, and of whom. */
export function speech(
  { target }: Pick<Contender, "target">,
  { model, seconds, format = "wav" }: Speech,
): Pick<Plan, "target" | "body" | "headerBytes" | "isStamped"> {
  return {
    target,
    body: { model, voice: "one", response_format: format, input: `Speak for ${seconds} seconds.` },
    headerBytes: format === "wav" ? wavHeaderBytes : 0,
    isStamped: (model === "paced" || model === "ahead") && format === "wav",
  };
}

/** CPU time in ms spent on so many bytes of WAV, as core-seconds for an hour of it (172.8 MB). */
export function perHour(cpuMs: number, bytes: number): number {
  return ((cpuMs / 1000) * 3600 * bytesPerSecond) / bytes;
}

/** By part, the numbers of all rounds. */
export function byPart<T>(
  rounds: readonly T[],
  of: (round: T) => Readonly<Record<string, number>>,
): Readonly<Record<string, readonly number[]>> {
  const parts = Object.keys(rounds[0] === undefined ? {} : of(rounds[0]));
  const numbersOf = (part: string) => rounds.map((round) => of(round)[part] ?? Number.NaN);
  return Object.fromEntries(parts.map((part) => [part, numbersOf(part)]));
}
