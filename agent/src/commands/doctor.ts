import type { Paint, Tone } from "@club/shared/terminal/paint.ts";
import { safe, safeJson, safeLines, type SafeText } from "@club/shared/terminal/safe-text.ts";
import type { Command } from "commander";
import type { Finding } from "../doctor/finding.ts";
import { agentVersion } from "../version.ts";
import { exitCodes } from "../exit-codes.ts";
import { addConfigOption, addSettingOptions } from "./setting-options.ts";
import { settingsSource, type SourceFlags } from "./settings-source.ts";
import { paintOf, type Terminal } from "./terminal.ts";

type DoctorFlags = SourceFlags & { readonly json?: boolean };

/** `club-agent doctor`: what is wrong, and the one thing to do about it. */
export function addDoctorCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("doctor")
    .description("Check everything that serving needs, and say how to fix what is wrong");
  addConfigOption(addSettingOptions(command, ["hub", "tokenFile", "insecure", "name"]))
    .option("--json", "print a JSON list of {check, result, detail, fix}")
    .addHelpText("after", doctorHelp)
    .action(async (flags: DoctorFlags) => {
      process.exitCode = await doctor(flags, terminal);
    });
}

async function doctor(flags: DoctorFlags, terminal: Terminal): Promise<number> {
  const { loadSettings } = await import("../config/load-settings.ts");
  const { examine } = await import("../doctor/examine.ts");
  const { json } = flags;
  const loaded = await loadSettings(await settingsSource(flags, terminal));
  const findings: Finding[] = [];
  for await (const finding of examine(loaded, agentVersion())) {
    findings.push(finding);
    if (json !== true) terminal.out(lines(finding, paintOf(terminal)));
  }
  if (json === true) terminal.out(safeJson(findings, 2));
  return findings.some(({ result }) => result === "bad") ? exitCodes.failure : exitCodes.done;
}

function lines({ check, result, detail, fix }: Finding, paint: Paint): SafeText {
  const { mark, tone } = marks[result];
  const advice = fix === undefined ? [] : [`          → ${fix}`];
  return safeLines([safe`${paint(tone, mark)}  ${check}: ${detail}`, ...advice]);
}

const marks: { readonly [R in Finding["result"]]: { readonly mark: string; readonly tone: Tone } } =
  {
    ok: { mark: "     ok", tone: "good" },
    warning: { mark: "warning", tone: "warning" },
    bad: { mark: "    BAD", tone: "bad" },
    skipped: { mark: "skipped", tone: "faint" },
  };

const doctorHelp = `
Exit codes: 0 nothing is bad, 1 something is.

Example:
  club-agent doctor --config ./agent.yaml`;
