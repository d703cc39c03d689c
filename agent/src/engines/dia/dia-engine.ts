import { beginSpeech, speechTimeouts } from "../begin-speech.ts";
import type { Engine } from "../engine.ts";
import { healthFrom } from "../http/health-from.ts";
import { httpClient } from "../http/http-client.ts";
import { readDiaHealth } from "../openai/presets/dia-tts-server.ts";
import type { DiaPresetName } from "../preset-names.ts";
import { recognizeOnce } from "../recognize/recognize-once.ts";
import type { ReferenceServer } from "../reference/with-reference.ts";
import type { DiaConfig } from "../service-config.ts";
import type { DiaDialect } from "./dialect.ts";
import { diaTtsServerDialect } from "./dia-tts-server.ts";
import { inferenceClubDialect } from "./inference-club.ts";

/** A server of Nari Labs' Dia, for dialogue and cloning; it speaks one utterance at a time, as a whole. */
export function diaEngine(config: DiaConfig): Engine {
  const http = httpClient(config.url.replace(/\/+$/, ""));
  const recognized = recognizeOnce(http, (kind) => kind.dia);
  const server = { http, referenceFolder: config.referenceFolder };
  const dialectOf = async (signal: AbortSignal) =>
    dialects[config.preset ?? (await recognized(signal)) ?? "inference-club"](server);
  return {
    kind: "dia",
    async describe(signal) {
      const voices = await (await dialectOf(signal)).voices(signal);
      return {
        voices,
        defaultVoice: "S1",
        features: ["voice-cloning", "dialogue", "speed"],
      };
    },
    speak: (utterance, caller) =>
      beginSpeech(caller, speechTimeouts(config, false), async (signal) =>
        (await dialectOf(signal)).start(utterance, signal),
      ),
    async health(signal) {
      return await healthFrom(await http.get("/health", signal), readDiaHealth);
    },
  };
}

const dialects: Readonly<Record<DiaPresetName, (server: ReferenceServer) => DiaDialect>> = {
  "inference-club": inferenceClubDialect,
  "dia-tts-server": diaTtsServerDialect,
};
