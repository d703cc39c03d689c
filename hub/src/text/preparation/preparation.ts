import { flush } from "../arriving-text.ts";
import { readUnits } from "../limits.ts";
import type { Pause } from "../segment.ts";
import { Tokens } from "../tokens.ts";
import type { CodeReading } from "./code-block.ts";
import type { Dictionary, DictionaryReader } from "./dictionary.ts";
import { MarkdownReader } from "./markdown-reader.ts";
import { pauseOf } from "./pause.ts";

export type PreparationOptions = {
  /** Reads the text as Markdown. */
  readonly markdown?: { readonly code: CodeReading };
  readonly dictionary?: Dictionary;
  /** Turns `[pause:1.5s]` into a pause. */
  readonly pauses?: boolean;
};

/** Prepares a text for speech, lazily: yields the words and the pauses between them. */
export function* preparedText(
  text: string,
  options: PreparationOptions,
): Generator<string | Pause> {
  const preparation = new Preparation(options);
  for (let at = 0; at < text.length; at += readUnits) {
    yield* preparation.push(text.slice(at, at + readUnits));
  }
  yield* preparation.end();
}

/** The same for an arriving text. */
export async function* preparedChunks(
  chunks: AsyncIterable<string | typeof flush>,
  options: PreparationOptions,
): AsyncGenerator<string | Pause | typeof flush> {
  const preparation = new Preparation(options);
  for await (const chunk of chunks) {
    if (chunk !== flush) {
      yield* preparation.push(chunk);
      continue;
    }
    yield* preparation.flush();
    yield flush;
  }
  yield* preparation.end();
}

/** Markdown is read first, then words are looked up. Other markup and phonemes are left alone. */
class Preparation {
  readonly #options: PreparationOptions;
  readonly #markdown: MarkdownReader | undefined;
  #tokens = new Tokens({ steps: 0 });
  #words: DictionaryReader | undefined;

  constructor(options: PreparationOptions) {
    this.#options = options;
    this.#markdown = options.markdown && new MarkdownReader(options.markdown.code);
    this.#words = options.dictionary?.reader();
  }

  push(text: string): readonly (string | Pause)[] {
    return this.#prepared(this.#markdown?.push(text) ?? text, false);
  }

  flush(): readonly (string | Pause)[] {
    return this.#prepared(this.#markdown?.flush() ?? "", true);
  }

  end(): readonly (string | Pause)[] {
    return this.#prepared(this.#markdown?.end() ?? "", true);
  }

  #prepared(text: string, isEnd: boolean): readonly (string | Pause)[] {
    const prepared: (string | Pause)[] = [];
    for (const token of this.#tokens.push(text, isEnd)) {
      const pause =
        token.kind === "brackets" && this.#options.pauses ? pauseOf(token.text) : undefined;
      const isText = token.kind === "text" || (token.kind === "brackets" && token.text[1] !== "[");
      if (pause === undefined && isText) prepared.push(this.#words?.push(token.text) ?? token.text);
      else prepared.push(this.#words?.end() ?? "", pause ?? token.text);
    }
    if (isEnd) prepared.push(this.#words?.end() ?? "");
    return prepared.filter((part) => part !== "");
  }
}
