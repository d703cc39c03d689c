import { win32 } from "node:path";
import type { ServicePlan } from "./service-plan.ts";

export type WindowsTaskOptions = {
  /** By which the task scheduler knows the service. */
  readonly name: string;
  readonly command: readonly string[];
  /** Where its description is kept. */
  readonly folder: string;
};

/** A service of a user's on Windows: a task of the task scheduler, which needs no administrator. */
export function windowsTaskPlan({ name, command, folder }: WindowsTaskOptions): ServicePlan {
  const path = win32.join(folder, `${name}.xml`);
  return {
    path,
    text: windowsTask(name, command),
    start: [
      ["schtasks", "/Create", "/TN", name, "/XML", path, "/F"],
      ["schtasks", "/Run", "/TN", name],
    ],
    stop: [
      ["schtasks", "/End", "/TN", name],
      ["schtasks", "/Delete", "/TN", name, "/F"],
    ],
    ask: ["schtasks", "/Query", "/TN", name, "/FO", "LIST"],
    isRunning: /^Status:\s+Running/m,
  };
}

/**
 * The task's description (Task Scheduler Schema 1.2): started when its user logs on, again a minute after a
 * failure, and never ended for its age.
 */
function windowsTask(name: string, [program = "", ...argv]: readonly string[]): string {
  return [
    '<?xml version="1.0"?>',
    '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
    `  <RegistrationInfo><Description>${escaped(name)}</Description></RegistrationInfo>`,
    "  <Triggers><LogonTrigger><Enabled>true</Enabled></LogonTrigger></Triggers>",
    '  <Principals><Principal id="Author">',
    "    <LogonType>InteractiveToken</LogonType><RunLevel>LeastPrivilege</RunLevel>",
    "  </Principal></Principals>",
    "  <Settings>",
    "    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>",
    "    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>",
    "    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>",
    "    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>",
    "    <RestartOnFailure><Interval>PT1M</Interval><Count>255</Count></RestartOnFailure>",
    "  </Settings>",
    '  <Actions Context="Author"><Exec>',
    `    <Command>${escaped(program)}</Command>`,
    `    <Arguments>${escaped(argv.map(quoted).join(" "))}</Arguments>`,
    "  </Exec></Actions>",
    "</Task>",
    "",
  ].join("\r\n");
}

/** One argument as programs on Windows take a command line apart (CommandLineToArgvW). */
function quoted(word: string): string {
  if (/^[^\s"]+$/.test(word)) return word;
  const escapedWord = word.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, "$1$1");
  return `"${escapedWord}"`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
