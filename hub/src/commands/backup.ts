import { safe } from "@club/shared/terminal/safe-text.ts";
import { resolve } from "node:path";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Command } from "commander";
import { backUp, restore } from "../upkeep/backup.ts";
import { dataFolderOption } from "./data-folder-option.ts";
import { progressLine } from "./progress-line.ts";
import type { Terminal } from "./terminal.ts";
import { requireHub } from "./with-store.ts";

/** Adds `backup` to the program. */
export function addBackupCommand(program: Command, terminal: Terminal): void {
  program
    .command("backup <folder>")
    .description("copy accounts, history, usage and audio to a new folder; the hub may be running")
    .addOption(dataFolderOption())
    .addHelpText("after", "\nExample:\n  $ club-hub backup /mnt/backups/club-2026-03-01\n")
    .action(async (folder: string, { data }: { readonly data: string }) => {
      await requireHub(data);
      const clips = await interruptible((signal) =>
        backUp(data, resolve(folder), signal, { onProgress: progressLine(terminal) }),
      );
      terminal.out(safe`Backed up ${data} with ${clips} clips to ${folder}.\n`);
    });
}

/** Adds `restore` to the program. */
export function addRestoreCommand(program: Command, terminal: Terminal): void {
  program
    .command("restore <folder>")
    .description("make a hub's data folder out of a backup")
    .addOption(dataFolderOption())
    .addHelpText(
      "after",
      "\nExample:\n  $ club-hub restore /mnt/backups/club-2026-03-01 --data ./data\n",
    )
    .action(async (folder: string, { data }: { readonly data: string }) => {
      await restore(resolve(folder), resolve(data), progressLine(terminal));
      terminal.out(safe`Restored ${folder} to ${data}.\n`);
    });
}

/** Runs until the end or Ctrl-C, so that an interrupted backup cleans up after itself. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort(new Failure("CANCELLED", "Interrupted."));
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  try {
    return await work(interruption.signal);
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}
