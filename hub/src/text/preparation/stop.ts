import { characterClass, CharacterClass as Is, isWordy } from "../character-class.ts";

/** Adds a full stop to a line without one, so that it is not run together with the next. */
export function withStop(text: string): string {
  return text + missingStop(Array.from(text.slice(-2)).at(-1) ?? "");
}

/** The full stop to add after a character, or "" if it needs none. */
export function missingStop(character: string): string {
  const is = characterClass(character.codePointAt(0) ?? 0);
  if (is === Is.ideograph) return "。";
  const isOpen = isWordy(is) || is === Is.mark || is === Is.closer || is === Is.quote;
  return isOpen ? "." : "";
}
