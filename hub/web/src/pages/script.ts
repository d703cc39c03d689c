export const speakers = ["S1", "S2"] as const;

export type Speaker = (typeof speakers)[number];

/** One turn of a dialogue. */
export type Line = { readonly id: number; readonly speaker: Speaker; readonly text: string };

/** Lines as the hub takes them: each with its speaker's tag, empty ones left out. */
export function scriptOf(lines: readonly Line[]): string {
  return lines
    .filter(({ text }) => text.trim() !== "")
    .map(({ speaker, text }) => `[${speaker}] ${text.trim()}`)
    .join("\n");
}

/** Who speaks in a script. */
export function speakersOf(lines: readonly Line[]): readonly Speaker[] {
  return speakers.filter((speaker) =>
    lines.some((line) => line.speaker === speaker && line.text.trim() !== ""),
  );
}

export function otherSpeaker(speaker: Speaker): Speaker {
  return speaker === "S1" ? "S2" : "S1";
}

/** A line that nothing else has the id of. */
export function newLine(speaker: Speaker, text = ""): Line {
  lastId += 1;
  return { id: lastId, speaker, text };
}

let lastId = 0;
