import type { Paint, Tone } from "@club/shared/terminal/paint.ts";
import { safe, safeJson, safeLines, type SafeText } from "@club/shared/terminal/safe-text.ts";
import { type Command, Option } from "commander";
import { loadSettings } from "../config.ts";
import type { Finding } from "../doctor/finding.ts";
import { exitCodes } from "./run-program.ts";
import { addSettingOptions, settingSources, type SettingsFlags } from "./settings-options.ts";
import { paintOf, type Terminal } from "./terminal.ts";

type DoctorFlags = SettingsFlags & { readonly json?: true };

/** `club-hub doctor`: what is wrong, and the one thing to do about it. */
export function addDoctorCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("doctor")
    .description("check everything that serving needs, and say how to fix what is wrong");
  addSettingOptions(command)
    .addOption(new Option("--json", "print a JSON list of {check, result, detail, fix}"))
    .addHelpText("after", doctorHelp)
    .action(async (flags: DoctorFlags) => {
      process.exitCode = await doctor(flags, terminal);
    });
}

async function doctor({ json, ...flags }: DoctorFlags, terminal: Terminal): Promise<number> {
  const { examine } = await import("../doctor/examine.ts");
  const findings: Finding[] = [];
  for await (const finding of examine(await loadSettings(settingSources(flags)))) {
    findings.push(finding);
    if (!json) terminal.out(lines(finding, paintOf(terminal)));
  }
  if (json) terminal.out(safeJson(findings, 2));
  return findings.some(({ result }) => result === "bad") ? exitCodes.failed : exitCodes.ok;
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
  };

const doctorHelp = `
Exit codes: 0 nothing is bad, 1 something is.

Example:
  $ club-hub doctor --config hub.yaml
`;
