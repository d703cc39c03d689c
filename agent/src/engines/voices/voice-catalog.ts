import { Failure } from "@club/shared/wire/failures.ts";
import { voiceMixing, voicesOfMix } from "@club/shared/wire/voice-mix.ts";
import type { EngineDescription, Utterance, Voice } from "../engine.ts";
import { engineLimits } from "../limits.ts";
import type { CommonConfig } from "../service-config.ts";
import { openAiVoices } from "./openai-voices.ts";

/** What consumers may ask for, and what the engine calls it. */
export type VoiceCatalog = {
  readonly description: EngineDescription;
  /** Whether a voice goes by this name; any does where the engine lists none. */
  offers(voice: string): boolean;
  /**
   * The utterance in the engine's own terms. Throws VOICE_NOT_FOUND for a voice that is not offered:
   * several servers would speak with another one instead, in silence.
   */
  localize(utterance: Utterance): Utterance;
};

/** What the engine says of itself, as the owner of the service wants it offered. */
export function voiceCatalog(found: EngineDescription, config: CommonConfig): VoiceCatalog {
  const own = offered(found.voices, config);
  const defaultVoice = config.voice ?? found.defaultVoice;
  const aliases = aliasesOf(own, defaultVoice, config.aliases);
  const byName = new Map<string, string | undefined>(own.map(({ name }) => [name, name]));
  for (const [alias, voice] of aliases) byName.set(alias, voice);
  const languages = new Map(own.map((voice) => [voice.name, voice.languages]));
  const listed = [...byName].map(([name, voice]) => ({
    name,
    languages: languages.get(voice ?? "") ?? config.languages ?? [],
  }));
  const maxInputCharacters = config.maxInputCharacters ?? found.maxInputCharacters;
  const features = config.features ?? found.features;
  const isMix = (voice: string): boolean =>
    features.includes(voiceMixing) &&
    (voicesOfMix(voice)?.every((one) => byName.has(one)) ?? false);
  return {
    description: {
      ...found,
      voices: listed.slice(0, engineLimits.voices),
      features,
      ...(aliases.length > 0 && { aliases: aliases.length }),
      ...(defaultVoice === undefined ? {} : { defaultVoice }),
      ...(maxInputCharacters === undefined ? {} : { maxInputCharacters }),
    },
    offers: (voice) => own.length === 0 || byName.has(voice) || isMix(voice),
    localize(utterance) {
      const { voice: asked, ...rest } = utterance;
      const voice =
        asked === undefined
          ? voiceFor(utterance.language, own, defaultVoice)
          : byName.has(asked)
            ? byName.get(asked)
            : isMix(asked)
              ? asked
              : unlisted(asked, own);
      return voice === undefined ? rest : { ...rest, voice };
    },
  };
}

/** A voice that is not on the list: passed on where there is no list, as the server then decides. */
function unlisted(asked: string, own: readonly Voice[]): string {
  if (own.length === 0) return asked;
  throw new Failure("VOICE_NOT_FOUND", `There is no voice ${asked}.`, { param: "voice" });
}

/** The allow-list where there is one, known to the server or not; otherwise what the server lists. */
function offered(found: readonly Voice[], config: CommonConfig): Voice[] {
  const known = new Map(found.map((voice) => [voice.name, voice]));
  const names = config.voices ?? [...known.keys()];
  return names.map((name) => {
    const languages = known.get(name)?.languages ?? [];
    return { name, languages: languages.length === 0 ? (config.languages ?? []) : languages };
  });
}

/**
 * The configured aliases, or OpenAI's voices for the default one, as its clients always name a voice:
 * where the server keeps its default to itself, for none.
 */
function aliasesOf(
  own: readonly Voice[],
  defaultVoice: string | undefined,
  configured: CommonConfig["aliases"],
): [string, string | undefined][] {
  if (configured !== undefined) return Object.entries(configured);
  const taken = new Set(own.map((voice) => voice.name));
  return openAiVoices.filter((name) => !taken.has(name)).map((name) => [name, defaultVoice]);
}

/** Without a voice the default one speaks, unless a language is asked for that only another has. */
function voiceFor(
  language: string | undefined,
  own: readonly Voice[],
  defaultVoice: string | undefined,
): string | undefined {
  if (language === undefined || defaultVoice === undefined) return defaultVoice;
  const standard = own.find((voice) => voice.name === defaultVoice);
  if (standard?.languages.length === 0) return defaultVoice;
  const tag = language.toLowerCase();
  for (const wanted of [tag, tag.split("-")[0] ?? tag]) {
    if (standard !== undefined && speaks(standard, wanted)) return standard.name;
    const other = own.find((voice) => speaks(voice, wanted));
    if (other !== undefined) return other.name;
  }
  return defaultVoice;
}

/** `en` is spoken by voices of `en-US`; `en-US` not by one of `en`. */
function speaks(voice: Voice, tag: string): boolean {
  return voice.languages.some((has) => `${has.toLowerCase()}-`.startsWith(`${tag}-`));
}
