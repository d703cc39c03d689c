import { flush } from "../arriving-text.ts";
import type { Pause } from "../segment.ts";
import { Tokens } from "../tokens.ts";
import type { CodeReading } from "./code-block.ts";
import type { Dictionary, DictionaryReader } from "./dictionary.ts";
import { MarkdownReader } from "./markdown-reader.ts";
import { pauseOf } from "./pause.ts";

export type PreparationOptions = {
  /** Says Markdown as it is meant, and its blocks of code in this way. */
  readonly markdown?: { readonly code: CodeReading };
  readonly dictionary?: Dictionary;
  /** Makes `[pause:1.5s]` a pause. */
  readonly pauses?: boolean;
};

/** A text as it is to be spoken: the words, and the pauses between them. */
export function preparedText(
  text: string,
  options: PreparationOptions,
): readonly (string | Pause)[] {
  const preparation = new Preparation(options);
  return joined([...preparation.push(text), ...preparation.end()]);
}

/** The same of a text that arrives bit by bit. */
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

/** Markdown first, whose words are then looked up; markup and phonemes stay as they are. */
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

/** Neighbouring texts as one, and neighbouring pauses. */
function joined(parts: readonly (string | Pause)[]): readonly (string | Pause)[] {
  const found: (string | Pause)[] = [];
  let texts: string[] = [];
  for (const part of parts) {
    if (typeof part === "string") {
      texts.push(part);
      continue;
    }
    if (texts.length > 0) found.push(texts.join(""));
    texts = [];
    found.push(part);
  }
  return texts.length > 0 ? [...found, texts.join("")] : found;
}
