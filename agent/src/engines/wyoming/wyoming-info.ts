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
  const entries = programs.flatMap((program) => listOf(program["voices"])).map(asRecord);
  const installed = entries.filter((entry) => entry["installed"] !== false);
  // wyoming-piper's own list alone has over 2,000 speakers: the voices go first.
  const voices = [...installed.flatMap(voiceOf), ...installed.flatMap(speakersOf)];
  return {
    voices: voices.slice(0, engineLimits.voices),
    streams: programs.some((program) => program["supports_synthesize_streaming"] === true),
  };
}

type Entry = Readonly<Record<string, unknown>>;

function voiceOf(entry: Entry): Voice[] {
  const { name, languages } = entry;
  const tags = listOf(languages).filter((tag) => typeof tag === "string");
  if (typeof name !== "string") return [];
  return [{ name, languages: tags.map((tag) => tag.replace("_", "-")) }];
}

function speakersOf(entry: Entry): Voice[] {
  const ids = listOf(entry["speakers"]).map((speaker) => asRecord(speaker)["name"]);
  const known = ids.filter((id) => typeof id === "string");
  return voiceOf(entry).flatMap(({ name, languages }) =>
    known.map((id) => ({ name: `${name}:${id}`, languages })),
  );
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
