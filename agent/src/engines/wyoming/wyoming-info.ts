import type { Voice } from "../engine.ts";
import { engineLimits } from "../limits.ts";
import { asRecord } from "../parse-json.ts";

export type WyomingInfo = {
  readonly voices: readonly Voice[];
  /** Whether it speaks sentence by sentence, as those do that can also read that way. */
  readonly streams: boolean;
};

/**
 * The answer to `describe`: `tts[].voices[]`. Voices that would have to be downloaded first are left
 * out; one of several speakers is offered also as `voice:speaker`.
 */
export function readInfo(info: Readonly<Record<string, unknown>>): WyomingInfo {
  const programs = listOf(info["tts"]).map(asRecord);
  const voices = programs.flatMap((program) => listOf(program["voices"])).flatMap(voicesOf);
  return {
    voices: voices.slice(0, engineLimits.voices),
    streams: programs.some((program) => program["supports_synthesize_streaming"] === true),
  };
}

function voicesOf(entry: unknown): Voice[] {
  const { name, installed, languages, speakers } = asRecord(entry);
  if (typeof name !== "string" || installed === false) return [];
  const tags = listOf(languages).filter((tag) => typeof tag === "string");
  const ids = listOf(speakers).map((speaker) => asRecord(speaker)["name"]);
  const named = ids.filter((id) => typeof id === "string").map((id) => `${name}:${id}`);
  return [name, ...named].map((each) => ({
    name: each,
    languages: tags.map((tag) => tag.replace("_", "-")),
  }));
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
