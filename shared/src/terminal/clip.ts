import stringWidth from "string-width";
import { stripVTControlCharacters } from "node:util";
import { SafeText } from "./safe-text.ts";

/** A line in at most so many terminal columns, `…` at its end where it was cut; a cut line has no colour. */
export function clip(line: SafeText, columns: number): SafeText {
  if (stringWidth(String(line)) <= columns) return line;
  let kept = "";
  let width = 1;
  for (const character of stripVTControlCharacters(String(line))) {
    width += stringWidth(character);
    if (width > columns) break;
    kept += character;
  }
  return SafeText.trusted(`${kept}…`);
}
