import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import { characters } from "../text/characters.ts";
import { WordSearch } from "../text/words.ts";
import type { Clock } from "../clock.ts";
import { maxIdleMs } from "./limits.ts";

/** The text of a body that is still being sent, in UTF-8. It is read only as fast as it is spoken. */
export class TextBody implements AsyncIterableIterator<string> {
  readonly #bytes: AsyncIterator<Uint8Array>;
  readonly #maxCharacters: number;
  readonly #clock: Clock;
  readonly #decoder = new TextDecoder();
  #whole = "";
  #characters = 0;
  /** Text that was read to find the first word. */
  #first: string | undefined;
  #isEnded = false;

  constructor(body: AsyncIterable<Uint8Array>, maxCharacters: number, clock: Clock) {
    this.#bytes = body[Symbol.asyncIterator]();
    this.#maxCharacters = maxCharacters;
    this.#clock = clock;
  }

  /** All of it so far. */
  get whole(): string {
    return this.#whole;
  }

  /** Reads as far as the first word. Throws MISSING_INPUT where there is none. */
  async begin(): Promise<void> {
    const words = new WordSearch();
    for (;;) {
      const { done, value } = await this.#read();
      if (words.add(value ?? "")) break;
      if (done === true) throw new Failure("MISSING_INPUT", "The body has nothing to say.");
    }
    this.#first = this.#whole;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<string, undefined>> {
    const first = this.#first;
    this.#first = undefined;
    return first === undefined ? await this.#read() : { done: false, value: first };
  }

  async return(): Promise<IteratorResult<string, undefined>> {
    this.#isEnded = true;
    await this.#bytes.return?.();
    return { done: true, value: undefined };
  }

  async #nextBytes(): Promise<IteratorResult<Uint8Array>> {
    const silence = Promise.withResolvers<never>();
    using _ = this.#clock.after(maxIdleMs, () => silence.reject(silent()));
    return await Promise.race([this.#bytes.next(), silence.promise]).catch(brokenOff);
  }

  async #read(): Promise<IteratorResult<string, undefined>> {
    if (this.#isEnded) return { done: true, value: undefined };
    const result = await this.#nextBytes();
    const { done } = result;
    const text =
      result.done === true
        ? this.#decoder.decode()
        : this.#decoder.decode(result.value, { stream: true });
    this.#isEnded = done === true;
    this.#whole += text;
    this.#characters += characters(text);
    if (this.#characters > this.#maxCharacters) {
      const message = `At most ${this.#maxCharacters} characters are spoken in one request.`;
      throw new Failure("TOO_LARGE", message);
    }
    if (done === true && text === "") return { done: true, value: undefined };
    return { done: false, value: text };
  }
}

function silent(): Failure {
  return new Failure("REQUEST_TIMEOUT", "No text has come for too long.");
}

function brokenOff(thrown: unknown): never {
  if (thrown instanceof Failure) throw asFailure(thrown);
  throw new Failure("CANCELLED", "The consumer has gone.", { cause: thrown });
}
