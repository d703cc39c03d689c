import { oneOf } from "./chance.ts";
import type { Speech } from "./speakers.ts";

/** What engines do wrong on long texts, done on purpose. */
export const injections = {
  silence: { whole: silentFrom(0), half: silentFrom(0.45), hiss: hissing, gap: gap },
  noise: { white: noise(0), brown: noise(0.98), hum, half: noiseFrom(0.45) },
  truncation: { third: cutTo(0.2, 0.4), half: cutTo(0.4, 0.6), most: cutTo(0.6, 0.75) },
  runaway: { twice: repeated(2), long: repeated(4), babble, silence: silentTail, noise: noisyTail },
  clipping: { hard: amplified(8), harder: amplified(20) },
  wrongRate: { declared: declared },
  droppedTail: { words: cutTo(0.78, 0.92) },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Inject>>>>;

export type InjectionKind = keyof typeof injections;

export type Inject = (speech: Speech, random: () => number) => Speech;

export function injectionOf(kind: InjectionKind, random: () => number): Inject {
  return oneOf(Object.values(injections[kind]), random);
}

type Sample = (value: number, at: number) => number;

function withSamples({ pcm, rateHz }: Speech, change: Sample): Speech {
  const changed = Buffer.from(pcm);
  for (let at = 0; at + 1 < changed.length; at += 2) {
    const value = Math.round(change(changed.readInt16LE(at), at / 2));
    changed.writeInt16LE(Math.max(-32_768, Math.min(32_767, value)), at);
  }
  return { pcm: changed, rateHz };
}

function framesOf({ pcm }: Speech): number {
  return Math.floor(pcm.byteLength / 2);
}

function part({ pcm, rateHz }: Speech, from: number, to: number): Speech {
  return { pcm: Buffer.from(pcm.subarray(from * 2, to * 2)), rateHz };
}

function joined(...speeches: readonly Speech[]): Speech {
  return { pcm: Buffer.concat(speeches.map(({ pcm }) => pcm)), rateHz: speeches[0]?.rateHz ?? 0 };
}

function silentFrom(share: number): Inject {
  return (speech) =>
    withSamples(speech, (value, at) => (at < framesOf(speech) * share ? value : 0));
}

function hissing(speech: Speech, random: () => number): Speech {
  return withSamples(speech, () => (random() - 0.5) * 60);
}

/** Three quarters of it are silent, in its middle. */
function gap(speech: Speech): Speech {
  const frames = framesOf(speech);
  return withSamples(speech, (value, at) => (at > frames * 0.12 && at < frames * 0.88 ? 0 : value));
}

function noiseMaker(smoothness: number, random: () => number): () => number {
  let last = 0;
  return () => {
    last = smoothness * last + (1 - smoothness) * (random() - 0.5) * 12_000;
    return smoothness > 0.5 ? last * 8 : last;
  };
}

function noise(smoothness: number): Inject {
  return (speech, random) => withSamples(speech, noiseMaker(smoothness, random));
}

function noiseFrom(share: number): Inject {
  return (speech, random) => {
    const next = noiseMaker(0, random);
    return withSamples(speech, (value, at) => (at < framesOf(speech) * share ? value : next()));
  };
}

function hum(speech: Speech): Speech {
  const turn = (2 * Math.PI * 100) / speech.rateHz;
  return withSamples(
    speech,
    (_, at) => 6_000 * Math.sin(turn * at) + 2_000 * Math.sin(3 * turn * at),
  );
}

function cutTo(least: number, most: number): Inject {
  return (speech, random) => {
    return part(speech, 0, Math.round(framesOf(speech) * (least + random() * (most - least))));
  };
}

function repeated(times: number): Inject {
  return (speech) => joined(...Array.from({ length: times }, () => speech));
}

/** It ends in one syllable over and over. */
function babble(speech: Speech): Speech {
  const middle = Math.floor(framesOf(speech) / 2);
  const syllable = part(speech, middle, middle + Math.round(speech.rateHz * 0.25));
  const times = Math.max(20, Math.ceil((2 * framesOf(speech)) / framesOf(syllable)));
  return joined(speech, ...Array.from({ length: times }, () => syllable));
}

function tailOf(speech: Speech): Speech {
  const seconds = Math.max(8, (1.5 * framesOf(speech)) / speech.rateHz);
  return { pcm: Buffer.alloc(Math.round(seconds * speech.rateHz) * 2), rateHz: speech.rateHz };
}

function silentTail(speech: Speech): Speech {
  return joined(speech, tailOf(speech));
}

function noisyTail(speech: Speech, random: () => number): Speech {
  return joined(speech, noise(0)(tailOf(speech), random));
}

/** Far past full scale, whatever the level was. */
function amplified(times: number): Inject {
  return (speech) => {
    let peak = 1;
    withSamples(speech, (value) => {
      peak = Math.max(peak, Math.abs(value));
      return value;
    });
    return withSamples(speech, (value) => (value / peak) * 32_767 * times);
  };
}

function declared({ pcm, rateHz }: Speech): Speech {
  return { pcm, rateHz: rateHz === 24_000 ? 22_050 : 24_000 };
}
