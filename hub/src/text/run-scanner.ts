import { breakWithin, type Word } from "./breaks.ts";
import {
  type CharacterClass,
  characterClass,
  CharacterClass as Is,
  isWordy,
} from "./character-class.ts";
import { characters } from "./characters.ts";
import type { Effort } from "./effort.ts";
import { runCharacters } from "./limits.ts";
import { Break, type Run } from "./run.ts";
import { RunQueue } from "./run-queue.ts";
import { SpaceBetween } from "./space-between.ts";
import { type Tag, type Token, Tokens } from "./tokens.ts";
import { WordReader } from "./word-reader.ts";

type Gap = { newlines: number; last: string };

/**
 * Splits a text into runs as it arrives. A run is returned once the break after it is decided. Joined,
 * the runs are the text.
 */
export class RunScanner {
  readonly #effort: Effort;
  readonly #tokens: Tokens;
  readonly #runs: RunQueue;
  #word = new WordReader();
  #gap: Gap | undefined;
  #space: SpaceBetween | undefined;
  #carried: Word | undefined;
  #line = { characters: 0, isItem: false, words: 0 };
  #isQuoted = false;

  /** `longestElement`: the most characters of an element that is kept whole. */
  constructor(longestElement: number, effort: Effort) {
    this.#runs = new RunQueue(longestElement, effort);
    this.#effort = effort;
    this.#tokens = new Tokens(effort);
  }

  /** Returns the runs that this decides; at the end of a text, all of them. */
  push(text: string, isEnd: boolean): readonly Run[] {
    for (const token of this.#tokens.push(text, isEnd)) this.#take(token);
    if (isEnd) this.#finish();
    return this.#runs.takeCertain();
  }

  /**
   * The same without waiting for more: decides the space after a complete sentence, or after any word.
   */
  settle(what: "sentence" | "words"): readonly Run[] {
    if (this.#gap !== undefined) this.#settleGap(this.#gap, what);
    else if (what === "words" && this.#word.isEnded) this.#settleWord();
    if (what === "words") this.#runs.giveUpElements();
    return this.#runs.takeCertain();
  }

  #settleGap(gap: Gap, what: "sentence" | "words"): void {
    const space = this.#spaceAfter(gap.newlines);
    if (what === "sentence" && space.levelSoFar < Break.sentence) return;
    this.#decideWithout();
    space.settle();
    this.#closeRun();
    this.#beginWord(gap.newlines);
  }

  #settleWord(): void {
    this.#decideWithout();
    this.#endRun(Break.sentence, false);
    this.#beginWord(0);
  }

  #take(token: Token): void {
    if (token.kind === "text") {
      for (const character of token.text) {
        this.#effort.steps += 1;
        this.#character(character, characterClass(character.codePointAt(0) ?? 0));
      }
      return;
    }
    const count = characters(token.text);
    this.#effort.steps += count;
    this.#advance(count);
    if (token.kind === "tag") this.#tag(token.text, count, token.tag);
    else this.#brackets(token.text, count);
  }

  #character(character: string, is: CharacterClass): void {
    this.#advance(1);
    if (is === Is.space || is === Is.newline) return this.#white(character, is);
    if (this.#gap !== undefined) this.#endGap(this.#gap);
    else this.#goOn(character, is);
    if (character === '"') this.#isQuoted = !this.#isQuoted;
    this.#word.read(character, is);
    this.#runs.open.append(character, is);
    if (this.#space?.read(is) === true) this.#decided(undefined);
  }

  #white(character: string, is: CharacterClass): void {
    if (this.#gap === undefined) this.#beginGap();
    const gap = (this.#gap ??= { newlines: 0, last: "" });
    if (is === Is.newline && !(character === "\n" && gap.last === "\r")) gap.newlines += 1;
    if (character === "\f" || character === "\u2029") gap.newlines += 1;
    gap.last = character;
    if (this.#runs.open.characters >= runCharacters) this.#endRun(Break.inside, false);
    this.#runs.open.append(character, is);
  }

  /** Within a word: begins a new run at a possible cut, after markup, and when the run is long. */
  #goOn(character: string, is: CharacterClass): void {
    const level = this.#beginsAnew(character, is)
      ? breakWithin(this.#word.word, is, character)
      : Break.inside;
    if (
      level === Break.inside &&
      !this.#runs.open.isWhole &&
      this.#runs.open.characters < runCharacters
    )
      return;
    this.#endRun(level, isWordy(is));
    if (level >= Break.clause) this.#word = new WordReader();
  }

  #beginsAnew(character: string, is: CharacterClass): boolean {
    if (this.#word.ending === "plain" || !this.#word.hasLetters) return false;
    return isWordy(is) || is === Is.opener || (character === '"' && !this.#isQuoted);
  }

  #tag(text: string, count: number, tag: Tag): void {
    const belongsAfter = tag.is !== "closing";
    if (this.#gap !== undefined) this.#endGap(this.#gap);
    else if (this.#runs.open.characters > 0) {
      if (belongsAfter) this.#goOn("", Is.opener);
      if (this.#runs.open.characters > 0) this.#endRun(Break.inside, false);
    }
    this.#runs.readTag(tag, count);
    this.#runs.open.appendWhole(text, count, false);
    if (belongsAfter) this.#space?.readOpeningTag();
    else this.#word.readClosingTag();
  }

  #brackets(text: string, count: number): void {
    if (this.#gap !== undefined) this.#endGap(this.#gap);
    else {
      this.#goOn("", Is.opener);
      if (this.#runs.open.characters > 0) this.#endRun(Break.inside, true);
    }
    this.#word.readBrackets();
    this.#runs.open.appendWhole(text, count, true);
    if (this.#space?.read(Is.letter) === true) this.#decided(undefined);
  }

  #beginGap(): void {
    const isWaiting = this.#word.word.isOpening && this.#space?.waits() === true;
    if (!isWaiting) this.#decideWithout();
    if (this.#word.isEmpty) return;
    if (this.#line.words === 0) this.#line.isItem = this.#word.isMarker;
    this.#line.words += 1;
  }

  /** The next word begins. */
  #endGap({ newlines }: Gap): void {
    if (newlines > 0) this.#decideWithout();
    if (this.#space === undefined) this.#space = this.#spaceAfter(newlines);
    else this.#runs.open.end(Break.glued, false);
    this.#closeRun();
    this.#beginWord(newlines);
  }

  #spaceAfter(newlines: number): SpaceBetween {
    const isMarked = this.#line.isItem && this.#line.words === 1 && newlines === 0;
    const word = { ...this.#word.word, ...(isMarked && { isOpening: true }) };
    return new SpaceBetween(this.#runs.open, word, newlines, { ...this.#line }, this.#carried);
  }

  #beginWord(newlines: number): void {
    this.#gap = undefined;
    this.#word = new WordReader();
    if (newlines === 0) return;
    this.#line = { characters: 0, isItem: false, words: 0 };
    this.#isQuoted = false;
  }

  /** The next word has no letters, or is not waited for. */
  #decideWithout(): void {
    if (this.#space !== undefined) this.#decided(this.#space.decide(undefined));
  }

  #decided(carried: Word | undefined): void {
    this.#space = undefined;
    this.#carried = carried;
  }

  #endRun(breakAfter: Break, wordsFollow: boolean): void {
    this.#runs.open.isWhole ||= this.#word.isAddress;
    this.#runs.end(breakAfter, wordsFollow);
  }

  #closeRun(): void {
    this.#runs.open.isWhole ||= this.#word.isAddress;
    this.#runs.close();
  }

  #advance(count: number): void {
    this.#line.characters += count;
    this.#runs.advance(count);
  }

  #finish(): void {
    this.#decideWithout();
    if (this.#runs.open.characters > 0) this.#endRun(Break.paragraph, false);
    this.#runs.giveUpElements();
  }
}
