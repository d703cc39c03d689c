import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";

/** A program that runs, or why it could not be started. */
export type StartedProcess =
  | { readonly at: "running"; readonly child: ChildProcessWithoutNullStreams }
  | { readonly at: "refused"; readonly cause: Promise<Error> };

export type StartOptions = {
  /** Gives it a process group of its own, so that a Ctrl-C meant for the hub passes it by. */
  readonly detached?: boolean;
};

/**
 * The hub's only way to start a program; no shell is between. It never throws: Node throws for some
 * reasons (EPERM, ENOMEM), tells others later (ENOENT, EMFILE), and leaves pipes open at some. An
 * error of the process itself is for those who wait for its end, and never ends the hub.
 */
export function startProcess(
  program: string,
  args: readonly string[],
  { detached = false }: StartOptions = {},
): StartedProcess {
  let child: Partial<ChildProcessWithoutNullStreams> & ChildProcessWithoutNullStreams;
  try {
    child = spawn(program, args, { detached });
  } catch (thrown) {
    return { at: "refused", cause: Promise.resolve(thrown as Error) };
  }
  const failed = new Promise<Error>((resolve) => child.on("error", resolve));
  if (child.pid !== undefined) return { at: "running", child };
  // Without descriptors left there are no pipes at all.
  for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe?.destroy();
  return { at: "refused", cause: failed };
}
