import { textHealth } from "../../http/health-from.ts";
import type { Voice } from "../../engine.ts";
import type { Evidence } from "../../recognize/known-server.ts";
import type { OpenAiPreset } from "../preset.ts";

/**
 * idiap/coqui-ai-TTS's `tts-server`, port 5002: answers when all is spoken. A voice that is a path on
 * the server would be read as a recording to clone, which the list of speakers keeps out.
 */
export const coqui: OpenAiPreset = {
  name: "coqui",
  title: "coqui",
  port: 5_002,
  recognition: { by: "answers", to: ["/voices"], is: listsSpeakers },
  models: { at: "preset", names: ["coqui"] },
  features: ["speed"],
  goesOnAfterCancel: true,
  speechPath: "audio/speech",
  format: "wav",
  voices: { at: "server", path: "/voices", read: readSpeakers },
  health: { path: "/voices", read: textHealth((answer) => readSpeakers(answer).length > 0) },
};

function listsSpeakers(evidence: Evidence): boolean {
  const answer = evidence.get("/voices");
  return answer?.status === 200 && /^(?:.+ \S+ [mfu]\n*)+$/.test(answer.body);
}

/** One line for each: name (which may have spaces), language and gender, as in MaryTTS. */
function readSpeakers(answer: string): Voice[] {
  return answer.split("\n").flatMap((line) => {
    const [, name, language] = /^(.+) (\S+) (\S+)$/.exec(line.trim()) ?? [];
    if (name === undefined || language === undefined) return [];
    return { name, languages: /^[a-z]{2}(-\w+)?$/.test(language) ? [language] : [] };
  });
}
