import { diaPresets } from "./dia/presets.ts";
import type { OpenAiPreset } from "./openai/preset.ts";
import { openAiPresets } from "./openai/presets/presets.ts";
import { piperPresets } from "./piper/presets.ts";
import type { KnownServer, Recognition } from "./recognize/known-server.ts";
import { rivaServer } from "./riva.ts";

/** A known server and the kind of engine that speaks to it. */
export type ServerOfEngine = { readonly recognition: Recognition } & (
  | { readonly engine: "openai"; readonly server: OpenAiPreset }
  | { readonly engine: "riva" | "dia" | "piper"; readonly server: KnownServer }
);

/** Every server that can be recognized by HTTP; where two engines know one, the one with more of it first. */
export const knownServers: readonly ServerOfEngine[] = [
  { engine: "riva", server: rivaServer, recognition: rivaServer.recognition },
  ...diaPresets.map((server) => of("dia", server)),
  ...openAiPresets.map((server) => ({
    engine: "openai" as const,
    server,
    recognition: server.recognition,
  })),
  ...piperPresets.map((server) => of("piper", server)),
];

function of(engine: "dia" | "piper", server: KnownServer): ServerOfEngine {
  return { engine, server, recognition: server.recognition };
}
