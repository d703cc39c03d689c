import { beginSpeech, speechTimeouts } from "../begin-speech.ts";
import type { Engine } from "../engine.ts";
import { httpClient } from "../http/http-client.ts";
import type { OpenAiConfig } from "../service-config.ts";
import { openAiAddress } from "./address.ts";
import { generic } from "./generic.ts";
import { serverVoices } from "./server-voices.ts";
import { speechBody, startedFrom } from "./speech-request.ts";

/** Any server with OpenAI's `POST /v1/audio/speech`, each spoken to as its preset says. */
export function openAiEngine(config: OpenAiConfig): Engine {
  const address = openAiAddress(config.url);
  const http = httpClient(address.root, config);
  const preset = generic;
  return {
    kind: "openai",
    async describe(signal) {
      const { features, maxInputCharacters } = preset;
      const voices = await serverVoices(http, address, preset.voices, signal);
      return {
        voices,
        features,
        ...(maxInputCharacters === undefined ? {} : { maxInputCharacters }),
      };
    },
    speak: (utterance, caller) =>
      beginSpeech(caller, speechTimeouts(config, true), async (signal) => {
        const body = speechBody(utterance, preset, config);
        const reply = await http.post(address.path(preset.speechPath), body, signal);
        return await startedFrom(reply, preset, config);
      }),
    async health(signal) {
      const reply = await http.get(address.path(preset.healthPath), signal);
      await reply.text(0);
      return reply.status < 500
        ? { state: "ready" }
        : { state: "down", reason: `The speech server answers ${reply.status}.` };
    },
  };
}
