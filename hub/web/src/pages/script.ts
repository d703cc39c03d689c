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

/** The lines of a script as the hub keeps it; undefined: it is no dialogue. */
export function linesOf(script: string): readonly Line[] | undefined {
  const turns = [...script.matchAll(/\[(S[12])\]([^[]*(?:\[(?!S[12]\])[^[]*)*)/g)];
  if (!/^\s*\[S[12]\]/.test(script)) return undefined;
  return turns.map(([, speaker, text]) => newLine(speaker as Speaker, text?.trim() ?? ""));
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

/** Lines that were kept, under ids of this window. */
export function renumbered(lines: readonly Line[]): readonly Line[] {
  return lines.map(({ speaker, text }) => newLine(speaker, text));
}

let lastId = 0;
