import type { Command } from "commander";
import type { Flags } from "../config/merge-keys.ts";
import type { Finding } from "../doctor/finding.ts";
import { agentVersion } from "../version.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

type DoctorFlags = {
  readonly hub?: string;
  readonly tokenFile?: string;
  readonly config?: string;
  readonly insecure?: boolean;
  readonly json?: boolean;
};

/** `club-agent doctor`: what is wrong, and the one thing to do about it. */
export function addDoctorCommand(program: Command, terminal: Terminal): void {
  program
    .command("doctor")
    .description("Look at everything that serving needs, and say what to do about what is wrong")
    .option("--hub <url>", "the hub's address")
    .option("--token-file <file>", "where your key for the hub is")
    .option("--config <file>", "settings and services")
    .option("--insecure", "accept plain http to another machine")
    .option("--json", "print a JSON list of {check, result, detail, fix}")
    .addHelpText("after", doctorHelp)
    .action(async (flags: DoctorFlags) => {
      process.exitCode = await doctor(flags, terminal);
    });
}

async function doctor(flags: DoctorFlags, terminal: Terminal): Promise<number> {
  const { loadSettings } = await import("../config/load-settings.ts");
  const { examine } = await import("../doctor/examine.ts");
  const { environment } = terminal;
  const { json, config: configFile, tokenFile, ...rest } = flags;
  const named: Flags = { ...rest, token_file: tokenFile };
  const loaded = await loadSettings({ flags: named, configFile, environment });
  const findings: Finding[] = [];
  for await (const finding of examine(loaded, environment, agentVersion())) {
    findings.push(finding);
    if (json !== true) terminal.out(line(finding));
  }
  if (json === true) terminal.out(`${JSON.stringify(findings, undefined, 2)}\n`);
  return findings.some(({ result }) => result === "bad") ? exitCodes.failure : exitCodes.done;
}

function line({ check, result, detail, fix }: Finding): string {
  const advice = fix === undefined ? "" : `\n          → ${fix}`;
  return `${marks[result]}  ${check}: ${detail}${advice}\n`;
}

const marks: { readonly [R in Finding["result"]]: string } = {
  ok: "     ok",
  warning: "warning",
  bad: "    BAD",
  skipped: "skipped",
};

const doctorHelp = `
Exit codes: 0 nothing is bad, 1 something is.

Example:
  club-agent doctor --config ./agent.yaml`;
