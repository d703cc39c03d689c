import type { OpenAiPresetName } from "../../preset-names.ts";
import type { OpenAiPreset } from "../preset.ts";
import { chatterboxTtsApi } from "./chatterbox-tts-api.ts";
import { chatterboxTtsServer } from "./chatterbox-tts-server.ts";
import { coqui } from "./coqui.ts";
import { diaTtsServer } from "./dia-tts-server.ts";
import { generic } from "./generic.ts";
import { kokoro } from "./kokoro.ts";
import { localAi } from "./localai.ts";
import { openedAiSpeech } from "./openedai-speech.ts";
import { orpheus } from "./orpheus.ts";
import { speaches } from "./speaches.ts";
import { vllmOmni } from "./vllm-omni.ts";

/** Every preset by its name. */
export const presets: Readonly<Record<OpenAiPresetName, OpenAiPreset>> = {
  generic,
  kokoro,
  speaches,
  "openedai-speech": openedAiSpeech,
  "chatterbox-tts-api": chatterboxTtsApi,
  "chatterbox-tts-server": chatterboxTtsServer,
  orpheus,
  "vllm-omni": vllmOmni,
  localai: localAi,
  coqui,
  "dia-tts-server": diaTtsServer,
};
