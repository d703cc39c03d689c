import { join, resolve } from "node:path";
import { safe, safeJson, safeLines, safeParagraph } from "@club/shared/terminal/safe-text.ts";
import type { Command } from "commander";
import { pathsOf } from "../config/paths.ts";
import { shownAddress } from "../engines/http/server-address.ts";
import type { Candidate, ServiceSettings } from "../init/candidate.ts";
import type { Tried } from "../init/try-candidates.ts";
import { exitCodes } from "../exit-codes.ts";
import { addSettingOptions } from "./setting-options.ts";
import type { Terminal } from "./terminal.ts";

export type InitFlags = {
  readonly config?: string;
  readonly hub?: string;
  readonly tokenFile?: string;
  readonly name?: string;
  readonly host: string;
  readonly usual: boolean;
  readonly apiKeyFile?: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
};

/** `club-agent init`: finds out what can speak here, tries it, and writes the configuration. */
export function addInitCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("init")
    .description("Find the speech servers and programs of this machine and write a configuration")
    .argument("[addresses...]", "further servers, such as http://10.0.0.5:8880 or tcp://…:10200")
    .option("--config <file>", "the file to write (otherwise where serve looks for it)");
  addSettingOptions(command, ["hub", "tokenFile", "name"], "for the file")
    .option("--host <host>", "the machine whose usual ports are looked at", "127.0.0.1")
    .option("--api-key-file <file>", "the key of the servers, where they want one")
    .option("--no-usual", "look at the addresses given and at programs alone")
    .option("--force", "replace the services of a file that is there, and keep the rest of it")
    .option("--dry-run", "print the file instead of writing it")
    .option("--json", "print {config, written, found, missed} as JSON")
    .addHelpText("after", initHelp)
    .action(async (addresses: string[], flags: InitFlags) => {
      process.exitCode = await init(addresses, flags, terminal);
    });
}

/** Looks, tries and writes. Returns the exit code. */
export async function init(
  addresses: readonly string[],
  flags: InitFlags,
  terminal: Terminal,
): Promise<number> {
  const { findCandidates } = await import("../init/find-candidates.ts");
  const { tryCandidates } = await import("../init/try-candidates.ts");
  const { usualAddresses } = await import("../init/usual-places.ts");
  const { wordsOf } = await import("../init/words.ts");
  const { refuseExisting } = await import("../init/write-config.ts");
  const { progressBar } = await import("../init/progress-bar.ts");
  const { signal } = new AbortController();
  const path = configPath(flags, terminal);
  if (flags.force !== true && flags.dryRun !== true) await refuseExisting(path);

  const apiKeyFile = flags.apiKeyFile === undefined ? undefined : resolve(flags.apiKeyFile);
  const usual = flags.usual ? usualAddresses(flags.host) : [];
  const count = addresses.length + usual.length;
  terminal.err(safe`Looking at ${count} addresses and at programs …\n`);
  const { candidates, misses } = await findCandidates(
    { given: addresses, usual, apiKeyFile },
    signal,
  );
  for (const { address, reason } of misses) {
    terminal.err(safe`✗ ${shownAddress(address)}\n    ${reason}\n`);
  }
  using bar = progressBar(candidates.length, terminal.isTerminal.err);
  const tell = (one: Tried) => bar.step(() => terminal.err(safeLines(wordsOf(one))));
  const tried = await tryCandidates(candidates, tell, signal);
  const services = tried
    .filter(({ trial }) => trial.at === "spoke")
    .map(({ candidate }) => candidate.settings);

  const written = services.length > 0 && (await write(path, services, flags, terminal));
  if (flags.json === true) {
    const found = tried.map(({ candidate, trial }) => ({ ...shown(candidate), trial }));
    const missed = misses.map(({ address, reason }) => ({ at: shownAddress(address), reason }));
    terminal.out(safeJson({ config: path, written, found, missed }, 2));
  }
  if (services.length > 0) return misses.length === 0 ? exitCodes.done : exitCodes.failure;
  terminal.err(safe`Nothing here speaks. Start a server, or install espeak-ng, and try again.\n`);
  return exitCodes.failure;
}

/** What is printed has no password in it. */
function shown({ settings, ...candidate }: Candidate): Candidate {
  const { url } = settings;
  if (typeof url !== "string") return { ...candidate, settings };
  return { ...candidate, settings: { ...settings, url: shownAddress(url) } };
}

/** The file that is written. */
export function configPath(
  { config }: Pick<InitFlags, "config">,
  { environment }: Terminal,
): string {
  const named = config ?? environment["CLUB_CONFIG"];
  return named ? resolve(named) : join(pathsOf(environment).config, "agent.yaml");
}

/** Whether the file was written. */
async function write(
  path: string,
  services: readonly ServiceSettings[],
  flags: InitFlags,
  terminal: Terminal,
): Promise<boolean> {
  const { configText, readExisting, writeConfig } = await import("../init/write-config.ts");
  const { hub, tokenFile, name, force = false, dryRun, json } = flags;
  const existing = force ? await readExisting(path) : undefined;
  const text = configText({ hub, token_file: tokenFile, name }, services, existing);
  if (dryRun === true) {
    if (json !== true) terminal.out(safeParagraph(text));
    return false;
  }
  await writeConfig(path, text, force);
  terminal.err(safe`Wrote ${path} with ${services.length} service(s). Next: club-agent serve\n`);
  return true;
}

const initHelp = `
Every server and program found says some sentences; those that do are written, with what was measured.
A server that was named and loads its model is waited for. Exit codes: 0 something speaks, and every
address named; 1 nothing does, an address that was named does not (the others are written), or the file
is there already.

Example:
  club-agent init --hub https://hub.example --config ./agent.yaml`;
