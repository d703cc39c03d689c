import type { Voice } from "../api/bodies.ts";
import { language as languageName } from "./format.ts";

/** `American English · female`; nothing that its name says already. */
export function voiceWords({ id, languages, gender }: Voice): string {
  const [first] = languages;
  const more = languages.length > 1 ? ` +${languages.length - 1}` : "";
  const isSaid = first === undefined || first.toLowerCase() === id.toLowerCase();
  const language = isSaid ? [] : [`${languageName(first)}${more}`];
  return [...language, ...(gender === null ? [] : [gender])].join(" · ");
}

/** `Default (Bella)`, where the providers agree on one. */
export function defaultWords(voices: readonly Voice[]): string {
  const [first, ...others] = voices.filter((voice) => voice.is_default);
  return first !== undefined && others.length === 0 ? `Default (${first.name})` : "Default";
}

/** The language that a voice is listed under, without its region; undefined: it names none. */
export function baseLanguage({ languages }: Voice): string | undefined {
  const [base] = (languages[0] ?? "").toLowerCase().split(/[-_]/);
  return base === "" ? undefined : base;
}

/** The voices that hold every word of a search in a name, a language or their gender. */
export function matching(voices: readonly Voice[], search: string): readonly Voice[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return voices;
  return voices.filter(({ id, name, languages, gender }) => {
    const text = [id, name, ...languages, ...languages.map(languageName)].join(" ").toLowerCase();
    return words.every((word) =>
      word === "male" || word === "female" ? gender === word : text.includes(word),
    );
  });
}

export type VoiceGroup = { readonly title: string; readonly voices: readonly Voice[] };

/** Voices by language: those of the browser's own languages first, the others by their names. */
export function byLanguage(voices: readonly Voice[]): readonly VoiceGroup[] {
  const own = navigator.languages.map((tag) => tag.split("-")[0]);
  const rank = (base: string): number => {
    const at = own.indexOf(base);
    return at < 0 ? own.length : at;
  };
  return [...Map.groupBy(voices, (voice) => baseLanguage(voice) ?? "")]
    .map(([base, group]) => ({
      base,
      title: base === "" ? "Any language" : languageName(base),
      voices: group,
    }))
    .toSorted((a, b) => rank(a.base) - rank(b.base) || a.title.localeCompare(b.title));
}
