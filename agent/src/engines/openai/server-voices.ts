import type { Voice } from "../engine.ts";
import type { HttpClient } from "../http/http-client.ts";
import { readJson } from "../http/read-json.ts";
import { readVoices } from "../voices/read-voices.ts";
import type { OpenAiAddress } from "./address.ts";
import type { VoiceSource } from "./preset.ts";

/** A server's voices; none when it has no such list, so that it decides by itself about a voice. */
export async function serverVoices(
  http: HttpClient,
  address: OpenAiAddress,
  source: VoiceSource,
  signal: AbortSignal,
): Promise<readonly Voice[]> {
  if (source.at === "preset") return source.voices;
  const reply = await http.get(address.path(source.path), signal);
  if (reply.status === 404 || reply.status === 405) return [];
  const voices = (source.read ?? readVoices)(await readJson(reply));
  const { languages } = source;
  if (languages === undefined) return voices;
  return voices.map((voice) =>
    voice.languages.length > 0 ? voice : { ...voice, languages: languages(voice.name) },
  );
}
