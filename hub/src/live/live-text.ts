import { Failure } from "@club/shared/wire/failures.ts";
import { flush } from "../text/arriving-text.ts";
import { characters } from "../text/characters.ts";
import { WordSearch } from "../text/words.ts";
import { maxWaitingUnits } from "./limits.ts";

type Chunk = string | typeof flush;

/** A text that a client sends bit by bit, until it is read. One reader. */
export class LiveText implements AsyncIterableIterator<Chunk> {
  readonly #maxCharacters: number;
  readonly #chunks: Chunk[] = [];
  readonly #worded = Promise.withResolvers<boolean>();
  readonly #words = new WordSearch();
  #whole = "";
  #last = "";
  #half = "";
  #hasWords = false;
  #characters = 0;
  #waitingUnits = 0;
  #isEnded = false;
  #wake: (() => void) | undefined;

  /** `maxCharacters`: of the whole text. */
  constructor(maxCharacters: number) {
    this.#maxCharacters = maxCharacters;
  }

  /** All of it so far. */
  get whole(): string {
    return this.#whole;
  }

  /** Resolves to whether there is anything to say: when the first word is here, or the end. */
  get worded(): Promise<boolean> {
    return this.#worded.promise;
  }

  /**
   * Adds text, with a space in front where the last message was a sentence and this one begins with a
   * capital. Throws TOO_LARGE when too much waits, or the whole has become too long.
   */
  push(message: string): void {
    const text = this.#joined(this.#wholeCharacters(message));
    if (this.#waitingUnits + text.length > maxWaitingUnits) throw tooFast();
    this.#take(text);
  }

  /** All of a text, to which nothing more will be added. Throws TOO_LARGE. */
  pushAll(text: string): void {
    this.#take(text.toWellFormed());
    this.end();
  }

  /** Everything so far is to be spoken, although more may come. */
  flush(): void {
    if (!this.#isEnded && this.#chunks.at(-1) !== flush) this.#add(flush);
  }

  end(): void {
    this.#isEnded = true;
    this.#worded.resolve(this.#hasWords);
    this.#wake?.();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Chunk, undefined>> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (typeof chunk === "string") this.#waitingUnits -= chunk.length;
      if (chunk !== undefined) return { done: false, value: chunk };
      if (this.#isEnded) return { done: true, value: undefined };
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }

  return(): Promise<IteratorResult<Chunk, undefined>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  #take(text: string): void {
    if (text === "" || this.#isEnded) return;
    this.#characters += characters(text);
    if (this.#characters > this.#maxCharacters) throw tooLong(this.#maxCharacters);
    this.#last = text;
    this.#whole += text;
    this.#waitingUnits += text.length;
    for (const part of text.match(parts) ?? []) this.#add(part);
    this.#hasWords = this.#words.add(text);
    if (this.#hasWords) this.#worded.resolve(true);
  }

  /** Half a surrogate pair at the end waits for the other half. */
  #wholeCharacters(message: string): string {
    const text = this.#half + message;
    this.#half = /[\ud800-\udbff]$/.exec(text)?.[0] ?? "";
    return text.slice(0, text.length - this.#half.length).toWellFormed();
  }

  #add(chunk: Chunk): void {
    this.#chunks.push(chunk);
    this.#wake?.();
  }

  /** Some clients send sentences without the space between them, others pieces of words. */
  #joined(message: string): string {
    const text = this.#whole === "" ? message.trimStart() : message;
    const isSentence = /\p{L}{2}[.!?…]["'”’)]?$/u.test(this.#last);
    return isSentence && /^["'“‘(]?\p{Lu}/u.test(text) ? ` ${text}` : text;
  }
}

/** Parts in which a text is cut, so that a long one does not hold up everything else. */
const parts = /.{1,4096}/gsu;

function tooLong(most: number): Failure {
  return new Failure("TOO_LARGE", `At most ${most} characters are spoken in one request.`);
}

function tooFast(): Failure {
  return new Failure("TOO_LARGE", "Too much text waits to be spoken. Send it more slowly.");
}
