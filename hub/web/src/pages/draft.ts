import { remembered } from "./remembered.ts";

/** What is being written on the page Speak. It outlives a visit to another page, not the window. */
export type Draft = {
  readonly input: string;
  readonly model: string | undefined;
  readonly voice: string | undefined;
  readonly language: string | undefined;
  readonly format: string;
  /** As it is typed; empty: the model's own. */
  readonly speed: string;
  readonly instructions: string;
};

/** The draft of this window, with what was chosen last where nothing is chosen yet. */
export function storedDraft(): Draft {
  return { ...empty, ...lastChoice.load(), ...draft.load() };
}

export function storeDraft(written: Draft): void {
  draft.store(written);
}

/** Keeps who spoke, for the next visit. */
export function keepChoice({ model, voice, language, format }: Draft): void {
  lastChoice.store({ model, voice, language, format });
}

const draft = remembered<Draft>("club-draft", () => sessionStorage);
const lastChoice = remembered<Draft>("club-last-choice", () => localStorage);

const empty: Draft = {
  input: "The kettle is on, the door is open, and every voice in the club is welcome.",
  model: undefined,
  voice: undefined,
  language: undefined,
  format: "wav",
  speed: "",
  instructions: "",
};
