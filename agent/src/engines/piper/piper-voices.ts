import type { Voice } from "../engine.ts";
import { asRecord, parseJson } from "../parse-json.ts";

/**
 * `GET /voices` of piper1-gpl: every voice's configuration by its name. A voice of several speakers is
 * offered once as itself, and once for each as `voice:speaker`.
 */
export function readPiperVoices(answer: string): Voice[] {
  return Object.entries(asRecord(parseJson(answer))).flatMap(([name, config]) => {
    const { speaker_id_map: speakers, language, espeak } = asRecord(config);
    const code = asRecord(language)["code"] ?? asRecord(espeak)["voice"];
    const languages = typeof code === "string" ? [code.replace("_", "-")] : [];
    const ids = Object.keys(asRecord(speakers));
    const names = ids.length > 1 ? ids.map((id) => `${name}:${id}`) : [];
    return [name, ...names].map((each) => ({ name: each, languages }));
  });
}

/** The fields of a request for a voice named as above. */
export function speakerOf(voice: string | undefined): { voice?: string; speaker?: string } {
  if (voice === undefined) return {};
  const colon = voice.indexOf(":");
  if (colon === -1) return { voice };
  return { voice: voice.slice(0, colon), speaker: voice.slice(colon + 1) };
}
