/** The feature of a service whose engine speaks with mixes of its voices. */
export const voiceMixing = "voice-mixing";

/**
 * The voices of a mix as Kokoro's servers write it, each with a weight or none: `af_bella+af_heart`,
 * `af_bella(2)+af_heart(1)`. undefined: the name is no mix.
 */
export function voicesOfMix(name: string): readonly string[] | undefined {
  const parts = name
    .split("+")
    .map((part) => /^([^()]+)(?:\(\d{1,4}(?:\.\d{1,4})?\))?$/.exec(part)?.[1]);
  return parts.length > 1 && parts.every((part) => part !== undefined) ? parts : undefined;
}
