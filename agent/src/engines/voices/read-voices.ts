import type { Voice } from "../engine.ts";
import { engineLimits } from "../limits.ts";
import { parseJson } from "../parse-json.ts";

/** The voices in a server's answer, as `readVoices` finds them; throws ENGINE_FAILED when it is no JSON. */
export function voicesFromJson(answer: string): Voice[] {
  return readVoices(parseJson(answer));
}

/**
 * Voices out of whatever JSON a server lists them in: strings or objects, in an array, in one below
 * `voices` or `data`, or as the keys of an object. What cannot be a voice is left out.
 */
export function readVoices(json: unknown): Voice[] {
  const voices = entries(json).flatMap((entry) => voice(entry) ?? []);
  const unique = new Map(voices.map((voice) => [voice.name, voice]));
  return [...unique.values()].slice(0, engineLimits.voices);
}

function entries(json: unknown): unknown[] {
  if (Array.isArray(json)) return json;
  if (!isRecord(json)) return [];
  const inner = json["voices"] ?? json["data"];
  if (Array.isArray(inner)) return inner;
  return isRecord(inner) ? Object.keys(inner) : [];
}

function voice(entry: unknown): Voice | undefined {
  if (typeof entry === "string") return named(entry, undefined);
  if (!isRecord(entry)) return undefined;
  const name = entry["id"] ?? entry["voice_id"] ?? entry["name"];
  const languages = entry["languages"] ?? entry["language"] ?? entry["lang"] ?? entry["locale"];
  return typeof name === "string" ? named(name, languages) : undefined;
}

function named(name: string, languages: unknown): Voice | undefined {
  if (name === "" || name.length > engineLimits.nameChars) return undefined;
  const listed = [languages].flat().filter((tag) => typeof tag === "string" && tag !== "");
  return { name, languages: listed.slice(0, engineLimits.languages) as string[] };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
