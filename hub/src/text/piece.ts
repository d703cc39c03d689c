import { cutInside } from "./cut-inside.ts";
import type { Effort } from "./effort.ts";
import { shortestPieceCharacters } from "./limits.ts";
import { Break, type Run, splitRun, unitsWithin } from "./run.ts";

/** A piece that is being packed, with the last place of each kind to cut it at. */
export class Piece {
  readonly #effort: Effort;
  #runs: Run[] = [];
  #characters = 0;
  #weight = 0;
  #hasWords = false;
  /** Where the piece has to end as soon as a word follows: the index of a run. */
  #due: number | undefined;
  #places: { readonly [level in Break]?: number } = {};

  constructor(effort: Effort) {
    this.#effort = effort;
  }

  get characters(): number {
    return this.#characters;
  }

  get weight(): number {
    return this.#weight;
  }

  get hasWords(): boolean {
    return this.#hasWords;
  }

  /** Whether its last word has ended. */
  get endsWord(): boolean {
    return (this.#runs.at(-1)?.breakAfter ?? Break.inside) > Break.inside;
  }

  /** Whether it could end here. */
  get endsSentence(): boolean {
    const last = this.#runs.at(-1);
    return (
      (last?.breakAfter ?? Break.inside) >= Break.sentence && this.#hasWords && !this.#isTooShort
    );
  }

  /** The run after which it has to end as soon as a word follows. */
  get due(): number | undefined {
    return this.#due;
  }

  /** The last run that ends a sentence, apart from the very last. */
  get sentence(): number | undefined {
    return (
      this.#places[Break.paragraph] ?? this.#places[Break.line] ?? this.#places[Break.sentence]
    );
  }

  /** The best run to cut a sentence after, apart from the very last. */
  get within(): number | undefined {
    const places = this.#places;
    return places[Break.clause] ?? places[Break.word] ?? places[Break.glued];
  }

  /** `isAlone`: whether a sentence is a piece of its own. */
  add(run: Run, isAlone: boolean): void {
    this.#effort.steps += 1;
    const last = this.#runs.at(-1);
    if (last !== undefined && this.#hasWords) this.#place(last.breakAfter);
    this.#runs.push(run);
    this.#characters += run.characters;
    this.#weight += run.weight;
    this.#hasWords ||= run.hasWords;
    if (this.#hasWords && this.#isDue(run.breakAfter, isAlone)) this.#due ??= this.#runs.length - 1;
  }

  /** Removes and returns the text up to the end of a run. */
  take(index: number, isAlone: boolean): string {
    const rest = this.#runs.splice(index + 1);
    const text = this.takeAll();
    for (const run of rest) this.add(run, isAlone);
    return text;
  }

  takeAll(): string {
    this.#effort.steps += this.#runs.length;
    return this.removeAll()
      .map((run) => run.text)
      .join("");
  }

  removeAll(): readonly Run[] {
    const runs = this.#runs;
    this.#runs = [];
    this.#characters = 0;
    this.#weight = 0;
    this.#hasWords = false;
    this.#due = undefined;
    this.#places = {};
    return runs;
  }

  /** Removes and returns text of at most this weight, cut inside a word. Undefined if it must not be cut. */
  splitWithin(mostWeight: number, isAlone: boolean): string | undefined {
    const text = this.#runs.map((run) => run.text).join("");
    this.#effort.steps += text.length;
    const until = unitsWithin(text, { weight: mostWeight });
    const at = cutInside(text, until, this.#forbidden(), this.#effort);
    if (at === undefined) return undefined;
    const [head, rest] = this.#divide(at);
    if (!head.some((run) => run.hasWords) || !rest.some((run) => run.hasWords)) return undefined;
    this.removeAll();
    for (const run of rest) this.add(run, isAlone);
    return text.slice(0, at);
  }

  #place(level: Break): void {
    if (level === Break.inside || (this.#isTooShort && level >= Break.clause)) return;
    this.#places = { ...this.#places, [level]: this.#runs.length - 1 };
  }

  #isDue(level: Break, isAlone: boolean): boolean {
    if (level === Break.paragraph) return true;
    if (this.#isTooShort) return false;
    return level === Break.line || (level === Break.sentence && isAlone);
  }

  get #isTooShort(): boolean {
    return this.#weight < shortestPieceCharacters;
  }

  #forbidden(): ReadonlySet<number> {
    const forbidden = new Set<number>();
    let at = 0;
    for (const { text, isWhole } of this.#runs) {
      if (isWhole) for (let unit = 1; unit < text.length; unit += 1) forbidden.add(at + unit);
      at += text.length;
    }
    return forbidden;
  }

  #divide(at: number): readonly [head: readonly Run[], rest: readonly Run[]] {
    let begin = 0;
    for (const [index, run] of this.#runs.entries()) {
      const end = begin + run.text.length;
      if (end > at) {
        const [before, after] = splitRun(run, at - begin);
        return [
          [...this.#runs.slice(0, index), ...(at > begin ? [before] : [])],
          [after, ...this.#runs.slice(index + 1)],
        ];
      }
      begin = end;
    }
    return [this.#runs, []];
  }
}
