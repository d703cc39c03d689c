import { execFile } from "node:child_process";
import { copyFile, rename, rm } from "node:fs/promises";
import { promisify } from "node:util";
import { Failure } from "@club/shared/wire/failures.ts";

const run = promisify(execFile);

/** Where the version before is kept until the new one has connected. */
export function previousOf(program: string): string {
  return `${program}.previous`;
}

/** Puts a new program in the place of one, which is kept. A program that runs is not disturbed. */
export async function replaceProgram(program: string, draft: string): Promise<void> {
  const previous = previousOf(program);
  await rm(previous, { force: true });
  if (process.platform === "win32") {
    // A program that runs can be renamed there, and not replaced.
    await rename(program, previous);
  } else await copyFile(program, previous);
  await rename(draft, program);
}

/** Puts the version before back. Returns whether there was one. */
export async function restorePrevious(program: string): Promise<boolean> {
  return await rename(previousOf(program), program).then(
    () => true,
    () => false,
  );
}

/** Forgets the version before; where that still runs and cannot be removed, the next update does. */
export async function dropPrevious(program: string): Promise<void> {
  await rm(previousOf(program), { force: true }).catch(() => undefined);
}

/** Lets a program say its version. Throws CONFLICT when it does not start, or is another than was offered. */
export async function proveProgram(program: string, version: string): Promise<void> {
  if (process.platform === "darwin") await run("codesign", ["--force", "--sign", "-", program]);
  const said = await run(program, ["--version"], { timeout: 30_000 }).catch((cause: unknown) => {
    throw new Failure("CONFLICT", "The new agent does not start here. Nothing was changed.", {
      cause,
    });
  });
  if (said.stdout.trim() === version) return;
  throw new Failure("CONFLICT", `The new agent is not version ${version}. Nothing was changed.`);
}
