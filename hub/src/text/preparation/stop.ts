import { characterClass, CharacterClass as Is, isWordy } from "../character-class.ts";

/** Ends a line that has no full stop, so that it is not run together with the next. */
export function withStop(text: string): string {
  return text + stopBehind(Array.from(text.slice(-2)).at(-1) ?? "");
}

/** The full stop that is missing behind a character; "" where none is. */
export function stopBehind(character: string): string {
  const is = characterClass(character.codePointAt(0) ?? 0);
  if (is === Is.ideograph) return "。";
  const isOpen = isWordy(is) || is === Is.mark || is === Is.closer || is === Is.quote;
  return isOpen ? "." : "";
}
