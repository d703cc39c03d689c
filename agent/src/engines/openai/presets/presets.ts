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

/** The servers with OpenAI's API whose habits are known; the generic one, which is any, comes last. */
export const openAiPresets: readonly OpenAiPreset[] = [
  kokoro,
  speaches,
  openedAiSpeech,
  vllmOmni,
  chatterboxTtsApi,
  chatterboxTtsServer,
  orpheus,
  localAi,
  coqui,
  diaTtsServer,
  generic,
];
