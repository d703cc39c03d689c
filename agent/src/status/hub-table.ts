import { byName } from "./by-name.ts";
import type { HubProvider, HubService } from "./hub-status.ts";
import { durationWords, msWords } from "./words.ts";

/** The providers as a table of at most 80 columns: one line for each service. */
export function hubTable(providers: readonly HubProvider[], now: Date): string {
  if (providers.length === 0) return "No provider of this key's owner is connected.\n";
  const sorted = providers.toSorted((a, b) => byName(a.name, b.name));
  const rows = sorted.flatMap((provider) => rowsOf(provider, now));
  const head = ["PROVIDER", "STATE", "SERVICE", "BUSY", "VOICES", "TRIP", "SINCE"];
  const table = [head, ...rows];
  const widths = head.map((_, column) =>
    Math.min(columnMax[column] ?? 10, Math.max(...table.map((row) => row[column]?.length ?? 0))),
  );
  const lines = table.map((row) =>
    row
      .map((cell, column) => fitted(cell, widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

/** With two spaces between them: 80 columns. */
const columnMax = [18, 9, 16, 7, 6, 7, 5] as const;

function rowsOf(provider: HubProvider, now: Date): readonly (readonly string[])[] {
  const { name, state, rtt_ms, services } = provider;
  const connectedSeconds = Math.max(0, now.getTime() / 1_000 - provider.connected_since);
  const tail = [msWords(rtt_ms), durationWords(connectedSeconds).split(" ").slice(0, 2).join("")];
  if (services.length === 0) return [[name, state, "–", "–", "–", ...tail]];
  return services.map((service) => [
    name,
    stateOf(service, state),
    service.model,
    `${service.busy}/${service.slots}`,
    String(service.voices),
    ...tail,
  ]);
}

function stateOf({ ready, set_aside }: HubService, state: string): string {
  if (!ready) return "not ready";
  return set_aside ? "set aside" : state;
}

function fitted(cell: string, width: number): string {
  const characters = Array.from(cell);
  if (characters.length <= width) return cell + " ".repeat(width - characters.length);
  return `${characters.slice(0, width - 1).join("")}…`;
}
