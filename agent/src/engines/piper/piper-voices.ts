import type { Voice } from "../engine.ts";
import { asRecord, parseJson } from "../parse-json.ts";

/**
 * `GET /voices` of piper1-gpl: every voice's configuration by its name. A voice of several speakers is
 * offered once as itself, and once for each as `voice:speaker`.
 */
export function readPiperVoices(answer: string): Voice[] {
  const configs = Object.entries(asRecord(parseJson(answer)));
  const speakers = configs.flatMap(([name, config]) => {
    const ids = Object.keys(asRecord(asRecord(config)["speaker_id_map"]));
    return ids.length > 1 ? ids.map((id) => voiceOf(`${name}:${id}`, config)) : [];
  });
  return [...configs.map(([name, config]) => voiceOf(name, config)), ...speakers];
}

function voiceOf(name: string, config: unknown): Voice {
  const { language, espeak } = asRecord(config);
  const code = asRecord(language)["code"] ?? asRecord(espeak)["voice"];
  return { name, languages: typeof code === "string" ? [code.replace("_", "-")] : [] };
}

/** The fields of a request for a voice named as above. */
export function speakerOf(voice: string | undefined): { voice?: string; speaker?: string } {
  if (voice === undefined) return {};
  const colon = voice.indexOf(":");
  if (colon === -1) return { voice };
  return { voice: voice.slice(0, colon), speaker: voice.slice(colon + 1) };
}
