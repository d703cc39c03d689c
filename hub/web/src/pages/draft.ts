/** What is being written in the playground. It outlives a visit to another page, not the window. */
export type Draft = {
  readonly input: string;
  readonly model: string | undefined;
  readonly voice: string | undefined;
  readonly language: string | undefined;
  readonly format: string;
};

export function storedDraft(): Draft {
  try {
    const stored = sessionStorage.getItem(storageKey);
    return { ...empty, ...(stored === null ? {} : (JSON.parse(stored) as Partial<Draft>)) };
  } catch {
    return empty;
  }
}

export function storeDraft(draft: Draft): void {
  sessionStorage.setItem(storageKey, JSON.stringify(draft));
}

const storageKey = "club-draft";

const empty: Draft = {
  input: "The kettle is on, the door is open, and every voice in the club is welcome.",
  model: undefined,
  voice: undefined,
  language: undefined,
  format: "wav",
};
