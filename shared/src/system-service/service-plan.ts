import { execFile } from "node:child_process";
import { access, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { Failure } from "../wire/failures.ts";

const run = promisify(execFile);

/** What it takes to have a program run by the system. */
export type ServicePlan = {
  /** The file that tells the system of the service, and its text. */
  readonly path: string;
  readonly text: string;
  /** What makes the system take it up, and let it go. */
  readonly start: readonly (readonly string[])[];
  readonly stop: readonly (readonly string[])[];
  /** What tells how it is, and what that says of a service that runs. */
  readonly ask: readonly string[];
  readonly isRunning: RegExp;
};

export type ServiceState = {
  readonly isInstalled: boolean;
  readonly isRunning: boolean;
  /** The system's own words, on one line. */
  readonly words: string;
};

/** Writes the file and starts the service. Throws CONFLICT with the system's own words. */
export async function installService({ path, text, start }: ServicePlan): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : "";
    throw new Failure("CONFLICT", `${path} cannot be written: ${words}`, { cause });
  }
  for (const command of start) await runStep(command);
}

/** Stops the service and removes the file; a service that is not there is no failure. */
export async function uninstallService({ path, stop }: ServicePlan): Promise<void> {
  const [first, ...later] = stop;
  if (first !== undefined) await runStep(first).catch(() => undefined);
  await rm(path, { force: true });
  for (const command of later) await runStep(command);
}

/** How the service is, as the system sees it. */
export async function serviceState({ path, ask, isRunning }: ServicePlan): Promise<ServiceState> {
  const isInstalled = await access(path).then(
    () => true,
    () => false,
  );
  const words = await runStep(ask).catch(() => "");
  return {
    isInstalled,
    isRunning: isRunning.test(words),
    words: words.trim().replaceAll("\n", ", "),
  };
}

async function runStep([program = "", ...argv]: readonly string[]): Promise<string> {
  try {
    return (await run(program, argv)).stdout;
  } catch (cause) {
    const words = cause instanceof Error ? cause.message.trim() : "";
    throw new Failure("CONFLICT", `${[program, ...argv].join(" ")} failed: ${words}`, { cause });
  }
}
