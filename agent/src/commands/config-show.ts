import { inspect } from "node:util";
import type { Command } from "commander";
import { problemLines } from "../config/problem.ts";
import type { Settings } from "../config/settings.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

type ConfigFlags = { readonly config?: string; readonly json?: boolean };
type Row = { readonly key: string; readonly value: unknown; readonly from: string };

/** `club-agent config show`: each setting, and where it came from. */
export function addConfigCommand(program: Command, terminal: Terminal): void {
  program
    .command("config")
    .description("Look at the configuration")
    .command("show")
    .description("Show each setting with where it came from, and everything that is wrong")
    .option("--config <file>", "the file to read")
    .option("--json", "print a JSON list of {key, value, from}")
    .addHelpText("after", "\nExample:\n  club-agent config show --config ./agent.yaml")
    .action(async (flags: ConfigFlags) => {
      process.exitCode = await show(flags, terminal);
    });
}

async function show({ config, json }: ConfigFlags, terminal: Terminal): Promise<number> {
  const { loadSettings } = await import("../config/load-settings.ts");
  const { environment } = terminal;
  const loaded = await loadSettings({ flags: {}, configFile: config, environment });
  if ("problems" in loaded) {
    terminal.err(`${problemLines(loaded.problems)}\n`);
    return exitCodes.configuration;
  }
  const rows = rowsOf(loaded.settings);
  if (json === true) terminal.out(`${JSON.stringify(rows, undefined, 2)}\n`);
  else
    for (const { key, value, from } of rows) terminal.out(`${key} = ${words(value)}  (${from})\n`);
  return exitCodes.done;
}

function rowsOf(settings: Settings): readonly Row[] {
  const { hub, token, services } = settings;
  const plain = ["name", "insecure", "type", "quietHours", "dailyAudioMinutes"] as const;
  const more = ["pauseWhile", "listen"] as const;
  return [
    { key: "hub", value: hub.value.href, from: hub.from },
    // Where the key is, never the key.
    { key: "token", value: token.value.at, from: token.from },
    ...[...plain, ...more].map((key) => ({
      key,
      value: settings[key].value ?? null,
      from: settings[key].from,
    })),
    ...services.map(({ value, from }, at) => ({ key: `services[${at}]`, value, from })),
  ];
}

function words(value: unknown): string {
  return typeof value === "string" ? value : inspect(value, { breakLength: Infinity, depth: 4 });
}
