import { useState } from "preact/hooks";
import { remembered } from "./remembered.ts";

/** The voices that someone marked, and those that they used last, by their ids. */
export type KnownVoices = {
  readonly favourites: readonly string[];
  readonly recent: readonly string[];
};

/** Those of a model, and how to mark one or take the mark away. */
export function useKnownVoices(model: string): {
  readonly known: KnownVoices;
  readonly toggle: (voice: string) => void;
} {
  // Read again with each model; what is stored changes only here and when something is spoken.
  const [, setRound] = useState(0);
  const known = storedVoices(model);
  const toggle = (voice: string): void => {
    const { favourites } = known;
    const others = favourites.filter((one) => one !== voice);
    const isMarked = others.length < favourites.length;
    store(model, { ...known, favourites: isMarked ? others : [...favourites, voice] });
    setRound((before) => before + 1);
  };
  return { known, toggle };
}

/** A voice has spoken. */
export function noteUsed(model: string, voice: string): void {
  const known = storedVoices(model);
  const others = known.recent.filter((one) => one !== voice);
  store(model, { ...known, recent: [voice, ...others].slice(0, maxRecent) });
}

const maxRecent = 4;

const byModel = remembered<Record<string, KnownVoices>>("club-voices", () => localStorage);

function storedVoices(model: string): KnownVoices {
  return byModel.load()[model] ?? { favourites: [], recent: [] };
}

function store(model: string, voices: KnownVoices): void {
  byModel.store({ ...byModel.load(), [model]: voices });
}
