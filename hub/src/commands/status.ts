import { safe, safeJson, SafeText } from "@club/shared/terminal/safe-text.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Command } from "commander";
import { sleep, systemClock } from "../clock.ts";
import { askStatus } from "../status/local-socket.ts";
import { statusText } from "./status-text.ts";
import { dataFolderOption } from "./data-folder-option.ts";
import { paintOf, type Terminal } from "./terminal.ts";

type StatusFlags = { readonly data: string; readonly json?: true; readonly watch?: true };

/** `club-hub status`: what the hub on this machine does, and who is attached. */
export function addStatusCommand(program: Command, terminal: Terminal): void {
  program
    .command("status")
    .description("say what the running hub does, and who is attached")
    .addOption(dataFolderOption())
    .option("--json", "print one JSON object")
    .option("--watch", "go on showing it, until stopped with Ctrl-C")
    .addHelpText("after", statusHelp)
    .action((flags: StatusFlags) => (flags.watch ? watch(flags, terminal) : show(flags, terminal)));
}

const statusHelp = `
Exit codes: 0 the hub is ready; 1 it takes no work, or none runs on this folder.

Example:
  $ club-hub status --data ./hub-data --watch
`;

async function show({ data, json }: StatusFlags, terminal: Terminal): Promise<void> {
  const status = await askStatus(data);
  if (status === undefined) throw notRunning(data);
  terminal.out(json ? safeJson(status) : statusText(status, terminal.columns, paintOf(terminal)));
  if (status.state !== "ready") throw new Failure("NOT_READY", "The hub takes no work now.");
}

async function watch({ data }: StatusFlags, terminal: Terminal): Promise<void> {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort()).once("SIGTERM", () => stop.abort());
  while (!stop.signal.aborted) {
    const status = await askStatus(data);
    const text =
      status === undefined
        ? notRunning(data).message
        : statusText(status, terminal.columns, paintOf(terminal));
    terminal.out(safe`${clearScreen}${text}`);
    await sleep(systemClock, redrawMs, stop.signal).catch(() => undefined);
  }
}

const redrawMs = 1_000;
/** ECMA-48: cursor home, erase to the end of the screen. */
const clearScreen = SafeText.trusted("\u001b[H\u001b[J");

function notRunning(data: string): Failure {
  return new Failure(
    "NOT_READY",
    `No hub runs on ${data}. Start one: club-hub serve --data ${data}`,
  );
}
