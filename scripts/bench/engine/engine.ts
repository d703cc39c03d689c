import { join } from "node:path";
import { type MeasuredProcess, startMeasured } from "../measure/process.ts";
import type { Closing } from "./engine-facts.ts";

/** The speech server's process. */
export type Engine = AsyncDisposable & {
  readonly url: string;
  readonly pid: number;
  /** Requests that were given up by their clients since the last call. */
  closings(): Promise<readonly Closing[]>;
};

/** Starts it. */
export async function startEngine(): Promise<Engine> {
  const program = join(import.meta.dirname, "main.ts");
  const process = startMeasured("the engine", globalThis.process.execPath, [program]);
  const url = await urlOf(process);
  return {
    url,
    pid: process.pid,
    closings: async () => (await (await fetch(`${url}/closings`)).json()) as readonly Closing[],
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}

/** The address in the first line of a program that says so. */
export function urlOf(process: MeasuredProcess): Promise<string> {
  return process.untilSays("its address", (log) => /listening on (http:\S+)/.exec(log)?.[1]);
}
