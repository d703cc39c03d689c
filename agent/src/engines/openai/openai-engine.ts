import { beginSpeech, type Started, speechTimeouts } from "../begin-speech.ts";
import type { Engine, Utterance } from "../engine.ts";
import { httpClient } from "../http/http-client.ts";
import { healthFrom } from "../http/health-from.ts";
import { presetOnce } from "../recognize/preset-once.ts";
import type { OpenAiConfig } from "../service-config.ts";
import { openAiAddress } from "./address.ts";
import { describeServer } from "./describe-server.ts";
import { generic } from "./presets/generic.ts";
import { openAiPresets } from "./presets/presets.ts";
import { sendsSoon, speechBody, startedFrom } from "./speech-request.ts";

/** Any server with OpenAI's `POST /v1/audio/speech`, each spoken to as its preset says. */
export function openAiEngine(config: OpenAiConfig): Engine {
  const address = openAiAddress(config.url);
  const http = httpClient(address.root, config);
  const presetOf = presetOnce(http, openAiPresets, config.preset, generic);

  const start = async (utterance: Utterance, signal: AbortSignal): Promise<Started> => {
    const preset = await presetOf(signal);
    const { prompt } = utterance;
    const { referenceFolder } = config;
    const reply =
      prompt === undefined || preset.clone === undefined
        ? await http.post(
            address.path(preset.speechPath),
            speechBody(utterance, preset, config),
            signal,
          )
        : await preset.clone({ ...utterance, prompt }, { http, address, referenceFolder }, signal);
    return await startedFrom(reply, preset, config);
  };

  return {
    kind: "openai",
    async describe(signal) {
      return await describeServer(http, address, await presetOf(signal), config, signal);
    },
    async speak(utterance, caller) {
      const preset = await presetOf(caller);
      const timeouts = speechTimeouts(config, sendsSoon(preset, config));
      return await beginSpeech(caller, timeouts, (signal) => start(utterance, signal));
    },
    async health(signal) {
      const { health } = await presetOf(signal);
      return await healthFrom(await http.get(address.path(health.path), signal), health.read);
    },
  };
}
