import { type Paint, painter } from "@club/shared/terminal/paint.ts";
import { safe, safeLines, type SafeText, type TextPart } from "@club/shared/terminal/safe-text.ts";
import { type Column, table } from "@club/shared/terminal/table.ts";
import type { HubStatus } from "../status/hub-status.ts";

/** A hub's status in words, in a terminal of so many columns (undefined: as wide as it is). */
export function statusText(
  status: HubStatus,
  width: number | undefined,
  paint: Paint = painter(false),
): SafeText {
  const { providers, running, waiting, archive_bytes: bytes } = status;
  const stored = bytes === null ? "counting" : `${(bytes / 1e9).toFixed(2)} GB`;
  const head = safeLines([
    safe`The hub at ${status.url} is ${paint(status.state === "ready" ? "good" : "bad", states[status.state])}.`,
    ...status.reasons.map((reason) => safe`  ${paint("bad", "!")} ${reason}`),
    ...status.warnings.map((reason) => safe`  ${paint("warning", "!")} ${reason}`),
    `  up ${duration(status.uptime_s)}, version ${status.version}`,
    `  ${running} ${running === 1 ? "request" : "requests"} running, ${waiting} waiting for a slot, ${stored} of audio kept`,
    "",
  ]);
  if (providers.length === 0) return safe`${head}No agent is connected.\n`;
  return safe`${head}${table(columns, rowsOf(status, paint), width)}`;
}

const states = {
  ready: "ready",
  not_ready: "up, but takes no work",
};

const columns: readonly Column[] = [
  { head: "PROVIDER", leastWidth: 12 },
  { head: "MODEL", leastWidth: 12 },
  { head: "STATE" },
  { head: "BUSY" },
  { head: "SERVED", rank: 2 },
  { head: "FAILED", rank: 3 },
  { head: "FIRST AUDIO", rank: 1 },
  { head: "LAST ERROR", leastWidth: 12 },
];

function rowsOf({ providers }: HubStatus, paint: Paint): readonly (readonly TextPart[])[] {
  return providers.flatMap(({ id, state, paused, services }) =>
    services.map((service) => [
      id,
      service.model,
      stateOf(state, paused, service.ready, paint),
      `${service.busy}/${service.slots}`,
      `${service.served}`,
      `${service.failed}`,
      service.first_audio_ms === null ? "-" : `${Math.round(service.first_audio_ms)} ms`,
      service.reason ?? service.last_error ?? "-",
    ]),
  );
}

function stateOf(
  state: "online" | "reconnecting",
  isPaused: boolean,
  isReady: boolean,
  paint: Paint,
): SafeText {
  if (state !== "online") return paint("warning", state);
  if (isPaused) return paint("faint", "paused");
  return isReady ? paint("good", "ready") : paint("bad", "not ready");
}

function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}
