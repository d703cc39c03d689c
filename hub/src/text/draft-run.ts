import { type CharacterClass, isWordy } from "./character-class.ts";
import { type Break, type Run, weightOf } from "./run.ts";

/** A run that is being read. */
export class DraftRun implements Run {
  text = "";
  characters = 0;
  weight = 0;
  hasWords = false;
  isWhole = false;
  /** Unknown until what follows is known. */
  #breakAfter: Break | undefined;
  wordsFollow = false;
  /** The run at which the element begins that this one closes. */
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

  /** Markup, which stays whole. */
  appendWhole(text: string, characters: number, hasWords: boolean): void {
    this.text += text;
    this.characters += characters;
    this.weight += hasWords ? characters : 0;
    this.hasWords ||= hasWords;
    this.isWhole = true;
  }

  /** Becomes one with the runs before it. */
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
