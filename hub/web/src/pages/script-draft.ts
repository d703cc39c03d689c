import type { Controls } from "./dialogue-controls.tsx";
import { remembered } from "./remembered.ts";
import { type Line, newLine, renumbered, type Speaker } from "./script.ts";

/** The dialogue that is being written. It outlives a visit to another page, not the window. */
export type ScriptDraft = {
  readonly lines: readonly Line[];
  /** The sample that each speaker has the voice of. */
  readonly cast: Readonly<Partial<Record<Speaker, string>>>;
  readonly controls: Controls;
  /** Empty: any that can. */
  readonly model: string;
};

export function storedScript(): ScriptDraft {
  const { lines, ...rest } = { cast: {}, controls: {}, model: "", ...script.load() };
  return { ...rest, lines: lines === undefined ? firstLines() : renumbered(lines) };
}

export function storeScript(draft: ScriptDraft): void {
  script.store(draft);
}

const script = remembered<ScriptDraft>("club-script", () => sessionStorage);

function firstLines(): readonly Line[] {
  return [
    newLine("S1", "Did you hear that? It sounds just like us."),
    newLine("S2", "It does. (laughs) Let it read the news, then."),
  ];
}
