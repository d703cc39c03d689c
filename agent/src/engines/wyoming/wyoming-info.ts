import type { Voice } from "../engine.ts";
import { engineLimits } from "../limits.ts";
import { asRecord } from "../parse-json.ts";

export type WyomingInfo = {
  /** The program's own name, e.g. `piper`. */
  readonly program: string | undefined;
  readonly voices: readonly Voice[];
  /** Whether it speaks sentence by sentence, as those do that can also read that way. */
  readonly streams: boolean;
};

/**
 * The answer to `describe`: `tts[].voices[]`. Voices that would have to be downloaded first are left
 * out; one of several speakers is offered also as `voice:speaker`. Where the list does not tell which
 * those are, the voice that the server was started with is offered as `default`.
 */
export function readInfo(info: Readonly<Record<string, unknown>>): WyomingInfo {
  const programs = listOf(info["tts"]).map(asRecord);
  const entries = programs.flatMap((program) => listOf(program["voices"])).map(asRecord);
  const isCatalogue = programs.some(isPiper) && isWholeCatalogue(entries);
  const installed = entries.filter((entry) => isInstalled(entry, isCatalogue));
  const own = isCatalogue ? [{ name: serverVoice, languages: [] }] : [];
  // wyoming-piper's own list alone has over 2,000 speakers: the voices go first.
  const voices = [...own, ...installed.flatMap(voiceOf), ...installed.flatMap(speakersOf)];
  const name = programs[0]?.["name"];
  return {
    program: typeof name === "string" && name !== "" ? name : undefined,
    voices: voices.slice(0, engineLimits.voices),
    streams: programs.some((program) => program["supports_synthesize_streaming"] === true),
  };
}

/** Stands for the voice that a server speaks with when none is named. */
export const serverVoice = "default";

function isPiper(program: Entry): boolean {
  return program["name"] === "piper";
}

/**
 * wyoming-piper calls its whole catalogue installed, and downloads what it is asked for. Somebody who
 * has that many voices can name those to offer.
 */
function isWholeCatalogue(entries: readonly Entry[]): boolean {
  const isEachInstalled = entries.every((entry) => entry["installed"] === true);
  return isEachInstalled && entries.length > engineLimits.wyomingInstalledVoices;
}

/** Of a catalogue those alone that are not of it: they were found on the disk. */
function isInstalled(entry: Entry, isCatalogue: boolean): boolean {
  if (!isCatalogue) return entry["installed"] !== false;
  return asRecord(entry["attribution"])["name"] !== "rhasspy";
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
