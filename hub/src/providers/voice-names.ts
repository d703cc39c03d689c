/** What a voice's name tells people. */
export type NamedVoice = {
  /** As people would call it, e.g. `Bella` for Kokoro's `af_bella`; else the name itself. */
  readonly name: string;
  /** BCP 47 tags, the provider's own before those of the name. */
  readonly languages: readonly string[];
  /** Null: the name does not tell. */
  readonly gender: "female" | "male" | null;
};

/** Reads a voice's name by the conventions of the engines that have one. */
export function readVoiceName(id: string, languages: readonly string[]): NamedVoice {
  const found = kokoroVoice(id) ?? piperVoice(id) ?? azureVoice(id) ?? languageVoice(id, languages);
  if (found === undefined) return { name: id, languages, gender: null };
  return { ...found, languages: languages.length > 0 ? languages : found.languages };
}

/** Kokoro: a letter for the language, one for the gender, and the name. */
function kokoroVoice(id: string): NamedVoice | undefined {
  const [, language = "", gender, name] = /^([a-z])([fm])_([a-z_]+)$/.exec(id) ?? [];
  const tag = kokoroLanguages[language];
  if (name === undefined || tag === undefined) return undefined;
  return { name: titled(name), languages: [tag], gender: gender === "f" ? "female" : "male" };
}

/** As hexgrad's list of Kokoro's voices has them. */
const kokoroLanguages: Readonly<Record<string, string>> = {
  a: "en-US",
  b: "en-GB",
  e: "es",
  f: "fr-FR",
  h: "hi",
  i: "it",
  j: "ja",
  p: "pt-BR",
  z: "zh",
};

/** Piper: `en_US-amy-medium`. */
function piperVoice(id: string): NamedVoice | undefined {
  const [, language, region, name] =
    /^([a-z]{2,3})_([A-Z]{2})-([\w-]+)-(?:x_low|low|medium|high)$/.exec(id) ?? [];
  if (name === undefined) return undefined;
  return { name: titled(name), languages: [`${language}-${region}`], gender: null };
}

/** Azure and Edge: `en-US-AvaNeural`. */
function azureVoice(id: string): NamedVoice | undefined {
  const [, tag, name] =
    /^([a-z]{2,3}-[A-Z]{2})-([A-Za-z]+?)(?:Multilingual)?Neural$/.exec(id) ?? [];
  return name === undefined || tag === undefined
    ? undefined
    : { name, languages: [tag], gender: null };
}

/** eSpeak NG: the voice is its language, such as `de` or `en-gb`; a voice called `ben` is no Bengali. */
function languageVoice(id: string, languages: readonly string[]): NamedVoice | undefined {
  const isLanguage = languages.some((tag) => tag.toLowerCase() === id.toLowerCase());
  if (!isLanguage) return undefined;
  try {
    return { name: languageNames.of(id) ?? id, languages, gender: null };
  } catch {
    return undefined;
  }
}

/** Throws for what is no tag. */
const languageNames = new Intl.DisplayNames("en", { type: "language" });

function titled(words: string): string {
  return words
    .split(/[_-]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join(" ");
}
