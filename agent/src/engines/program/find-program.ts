import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { Health } from "../engine.ts";

/** A program is ready when it is there: it starts anew for every utterance. */
export async function programHealth(program: string): Promise<Health> {
  const path = await findProgram(program);
  return path === undefined
    ? { state: "down", reason: `The program ${program} is not on the PATH.` }
    : { state: "ready" };
}

/** Where a program is: on the PATH, or the path itself; undefined when it is not there to be run. */
export async function findProgram(program: string): Promise<string | undefined> {
  const folders = program.includes("/") ? [""] : (process.env["PATH"] ?? "").split(delimiter);
  for (const folder of folders) {
    const path = folder === "" ? program : join(folder, program);
    const runnable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runnable) return path;
  }
  return undefined;
}
