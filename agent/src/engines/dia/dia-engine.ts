import { beginSpeech, speechTimeouts } from "../begin-speech.ts";
import type { Engine } from "../engine.ts";
import { healthFrom } from "../http/health-from.ts";
import { httpClient } from "../http/http-client.ts";
import { readDiaHealth } from "../openai/presets/dia-tts-server.ts";
import { presetOnce } from "../recognize/preset-once.ts";
import type { DiaConfig } from "../service-config.ts";
import { inferenceClub } from "./inference-club.ts";
import { diaPresets } from "./presets.ts";

/** A server of Nari Labs' Dia, for dialogue and cloning; it speaks one utterance at a time, as a whole. */
export function diaEngine(config: DiaConfig): Engine {
  const http = httpClient(config.url.replace(/\/+$/, ""));
  const presetOf = presetOnce(http, diaPresets, config.preset, inferenceClub);
  const server = { http, referenceFolder: config.referenceFolder };
  const dialectOf = async (signal: AbortSignal) => (await presetOf(signal)).dialect(server);
  return {
    kind: "dia",
    async describe(signal) {
      const dialect = await dialectOf(signal);
      return {
        voices: await dialect.voices(signal),
        parameters: dialect.parameters,
        defaultVoice: "S1",
        goesOnAfterCancel: true,
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
