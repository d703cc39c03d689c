import { unreachable } from "./unreachable.ts";

/** Where the command runs; `installed`: where the agent is already. */
export type MachineKind = "unix" | "windows" | "installed";

/** What can be chosen, with words. */
export const machineKinds: readonly (readonly [MachineKind, string])[] = [
  ["unix", "Linux or macOS"],
  ["windows", "Windows (PowerShell)"],
  ["installed", "a machine that has club-agent"],
];

/** What the person probably has. */
export function usualKind(): MachineKind {
  return navigator.userAgent.includes("Windows") ? "windows" : "unix";
}

/** The one command that makes a machine share through the hub at this place. */
export function joinCommand(
  { origin, protocol, hostname }: Pick<Location, "origin" | "protocol" | "hostname">,
  kind: MachineKind,
  code: string,
): string {
  const isOpen = protocol === "http:" && !/^(localhost|127\.|\[::1\])/.test(hostname);
  const insecure = isOpen ? " --insecure" : "";
  switch (kind) {
    case "unix":
      return `curl -fsSL ${origin}/install.sh | sh -s -- --join ${code}`;
    case "windows":
      return `$env:CLUB_JOIN_CODE='${code}'; irm ${origin}/install.ps1 | iex`;
    case "installed":
      return `club-agent join ${origin} ${code}${insecure}`;
    default:
      return unreachable(kind);
  }
}
