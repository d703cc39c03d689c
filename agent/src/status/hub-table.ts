import { type Paint, painter } from "@club/shared/terminal/paint.ts";
import { safe, type SafeText, type TextPart } from "@club/shared/terminal/safe-text.ts";
import { type Column, table } from "@club/shared/terminal/table.ts";
import { byName } from "./by-name.ts";
import type { HubProvider, HubService } from "./hub-status.ts";
import { durationWords, msWords } from "./words.ts";

/** The providers as a table, one line for each service; `width`: of the terminal, undefined for a pipe. */
export function hubTable(
  providers: readonly HubProvider[],
  now: Date,
  width: number | undefined,
  paint: Paint = painter(false),
): SafeText {
  if (providers.length === 0) return safe`No provider of this key's owner is connected.\n`;
  const sorted = providers.toSorted((a, b) => byName(a.name, b.name));
  const rows = sorted.flatMap((provider) => rowsOf(provider, now, paint));
  return table(columns, rows, width);
}

const columns: readonly Column[] = [
  { head: "PROVIDER", leastWidth: 8 },
  { head: "STATE" },
  { head: "SERVICE", leastWidth: 8 },
  { head: "BUSY" },
  { head: "VOICES", rank: 2, align: "right" },
  { head: "TRIP", rank: 1, align: "right" },
  { head: "SINCE", rank: 3 },
];

function rowsOf(provider: HubProvider, now: Date, paint: Paint): readonly (readonly TextPart[])[] {
  const { name, state, rtt_ms, services } = provider;
  const connectedSeconds = Math.max(0, now.getTime() / 1_000 - provider.connected_since);
  const tail = [msWords(rtt_ms), durationWords(connectedSeconds).split(" ").slice(0, 2).join(" ")];
  if (services.length === 0) return [[name, state, "–", "–", "–", ...tail]];
  return services.map((service) => [
    name,
    stateOf(service, state, paint),
    service.model,
    `${service.busy}/${service.slots}`,
    String(service.voices),
    ...tail,
  ]);
}

function stateOf({ ready, set_aside }: HubService, state: string, paint: Paint): SafeText {
  if (!ready) return paint("warning", "not ready");
  if (set_aside) return paint("bad", "set aside");
  return paint(state === "online" ? "good" : "warning", state);
}
