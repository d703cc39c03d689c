import { Failure } from "@club/shared/wire/failures.ts";
import { maxScriptChars } from "./limits.ts";

export const speakers = ["S1", "S2"] as const;

export type Speaker = (typeof speakers)[number];

/** What is to be spoken, by one speaker or two in turn. */
export type Script = {
  /** With tags, beginning with `[S1]`: for engines that read scripts. */
  readonly text: string;
  /** The words alone: for engines that have one voice. */
  readonly words: string;
  /** Those who say anything. */
  readonly speakers: readonly Speaker[];
};

/**
 * Reads a script with the tags `[S1]` and `[S2]`; without any, all of it is the first speaker's.
 * Throws INVALID_SCRIPT, and TOO_LARGE for what no provider could be sent in one piece.
 */
export function parseScript(input: string): Script {
  const trimmed = input.toWellFormed().trim();
  const text = tag.test(trimmed) ? trimmed : `[S1] ${trimmed}`;
  if (!text.startsWith("[S1]")) throw invalid("It must open with [S1].");
  const [, ...parts] = text.split(tag);
  const turns = parts.flatMap((part, at) =>
    at % 2 === 0 ? [{ speaker: part, words: (parts[at + 1] ?? "").trim() }] : [],
  );
  const unknown = turns.find((turn) => !isSpeaker(turn.speaker));
  if (unknown) throw invalid(`There is [${unknown.speaker}]; it may have [S1] and [S2] alone.`);
  const spoken = turns.filter((turn) => turn.words !== "");
  if (spoken.length === 0) throw invalid("Nobody says anything in it.");
  if (text.length > maxScriptChars) {
    const message = `input: a script has at most ${maxScriptChars} characters.`;
    throw new Failure("TOO_LARGE", message, { param: "input" });
  }
  return {
    text,
    words: spoken.map((turn) => turn.words).join(" "),
    speakers: speakers.filter((one) => spoken.some((turn) => turn.speaker === one)),
  };
}

/** A speaker's tag, its name captured. */
const tag = /\[(S\d+)\]/;

function isSpeaker(name: string): boolean {
  return speakers.some((one) => one === name);
}

function invalid(reason: string): Failure {
  return new Failure("INVALID_SCRIPT", `input: the script cannot be read. ${reason}`, {
    param: "input",
  });
}
