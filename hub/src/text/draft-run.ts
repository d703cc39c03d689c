import { type CharacterClass, isWordy } from "./character-class.ts";
import { type Break, type Run, weightOf } from "./run.ts";

/** A run that is still being read. */
export class DraftRun implements Run {
  text = "";
  characters = 0;
  weight = 0;
  hasWords = false;
  isWhole = false;
  /** Undefined until it is decided. */
  #breakAfter: Break | undefined;
  wordsFollow = false;
  /** The number of the run that opens the element that this run closes. */
  closesFrom: number | undefined;

  get isKnown(): boolean {
    return this.#breakAfter !== undefined;
  }

  get breakAfter(): Break {
    return this.#breakAfter ?? 0;
  }

  end(breakAfter: Break, wordsFollow: boolean): void {
    this.#breakAfter = breakAfter;
    this.wordsFollow = wordsFollow;
  }

  append(character: string, is: CharacterClass): void {
    this.text += character;
    this.characters += 1;
    this.weight += weightOf(is);
    this.hasWords ||= isWordy(is);
  }

  /** Appends markup, which is kept whole. */
  appendWhole(text: string, characters: number, hasWords: boolean): void {
    this.text += text;
    this.characters += characters;
    this.weight += hasWords ? characters : 0;
    this.hasWords ||= hasWords;
    this.isWhole = true;
  }

  /** Merges the runs before it into this one. */
  prepend(runs: readonly Run[]): void {
    for (const { text, characters, weight, hasWords } of runs.toReversed()) {
      this.text = text + this.text;
      this.characters += characters;
      this.weight += weight;
      this.hasWords ||= hasWords;
    }
    this.isWhole = true;
  }
}
