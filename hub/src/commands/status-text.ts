import { table } from "./table.ts";
import type { HubStatus } from "../status/hub-status.ts";

/** A hub's status in words. */
export function statusText(status: HubStatus): string {
  const { providers, running, waiting, archive_bytes: bytes } = status;
  const stored = bytes === null ? "counting" : `${(bytes / 1e9).toFixed(2)} GB`;
  return [
    `The hub at ${status.url} is ${states[status.state]}.\n`,
    ...status.reasons.map((reason) => `  ! ${reason}\n`),
    ...status.warnings.map((warning) => `  ! ${warning}\n`),
    `  up ${duration(status.uptime_s)}, version ${status.version}\n`,
    `  ${running} requests running, ${waiting} waiting for a slot, ${stored} of audio kept\n\n`,
    providers.length === 0 ? "No agent is connected.\n" : table(header, rowsOf(status)),
  ].join("");
}

const states = {
  ready: "ready",
  not_ready: "up, but takes no work",
};

const header = [
  "PROVIDER",
  "MODEL",
  "STATE",
  "BUSY",
  "SERVED",
  "FAILED",
  "FIRST AUDIO",
  "LAST ERROR",
];

function rowsOf({ providers }: HubStatus): readonly (readonly string[])[] {
  return providers.flatMap(({ id, state, services }) =>
    services.map((service) => [
      id,
      service.model,
      state === "online" ? (service.ready ? "ready" : "not ready") : state,
      `${service.busy}/${service.slots}`,
      `${service.served}`,
      `${service.failed}`,
      service.first_audio_ms === null ? "-" : `${Math.round(service.first_audio_ms)} ms`,
      service.reason ?? service.last_error ?? "-",
    ]),
  );
}

function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}
