import { Failure } from "@club/shared/wire/failures.ts";
import { engineLimits } from "../limits.ts";
import { runProgram } from "./run-program.ts";

/** What a program prints, as a whole: for lists of voices. Throws as `runProgram` does. */
export async function readProgram(
  file: string,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of runProgram(file, argv, { input: "", signal })) {
    bytes += part.byteLength;
    if (bytes > engineLimits.programListBytes) {
      throw new Failure("ENGINE_FAILED", `${file} prints more than a list of voices.`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
