import { join } from "node:path";
import type { ServicePlan } from "./service-plan.ts";

export type LaunchdOptions = {
  /** By which launchd knows the service. */
  readonly label: string;
  readonly command: readonly string[];
  /** The user's home folder. */
  readonly home: string;
};

/** A service of a user's on macOS. */
export function launchdPlan({ label, command, home }: LaunchdOptions): ServicePlan {
  const path = join(home, "Library", "LaunchAgents", `${label}.plist`);
  return {
    path,
    text: launchdPlist(label, command, join(home, "Library", "Logs", `${label}.log`)),
    start: [["launchctl", "load", "-w", path]],
    stop: [["launchctl", "unload", "-w", path]],
    ask: ["launchctl", "list", label],
    isRunning: /"PID" = \d/,
  };
}

/** The launchd property list: started at login, and again when it ends with a failure. */
export function launchdPlist(label: string, command: readonly string[], logPath: string): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    "<dict>",
    `  <key>Label</key><string>${escaped(label)}</string>`,
    "  <key>ProgramArguments</key>",
    "  <array>",
    ...command.map((word) => `    <string>${escaped(word)}</string>`),
    "  </array>",
    "  <key>RunAtLoad</key><true/>",
    "  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>",
    "  <key>ThrottleInterval</key><integer>10</integer>",
    "  <key>ExitTimeOut</key><integer>40</integer>",
    `  <key>StandardErrorPath</key><string>${escaped(logPath)}</string>`,
    "</dict>",
    "</plist>",
    "",
  ].join("\n");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
