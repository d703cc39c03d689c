import type { Effort } from "../effort.ts";
import { characterClass, CharacterClass as Is, isUnspaced, isWordy } from "../character-class.ts";

/** How to say a word. */
export type DictionaryEntry = {
  /** One word, or several with single spaces between them. */
  readonly word: string;
  /** What engines get instead. */
  readonly respelling: string;
  /** Whether case matters. By default, only for words all in capitals, such as "US". */
  readonly matchCase?: boolean;
};

type Node = { readonly next: Map<string, Node>; entries?: readonly DictionaryEntry[] };

/**
 * A pronunciation dictionary, for any script. The longest matching entry wins, and a respelling is not
 * looked up again. The sizes of entries are checked where they are parsed.
 */
export class Dictionary {
  readonly #root: Node = { next: new Map() };

  constructor(entries: readonly DictionaryEntry[]) {
    for (const entry of entries) {
      for (const form of new Set([entry.word.normalize("NFC"), entry.word.normalize("NFD")])) {
        this.#add(form, entry);
      }
    }
  }

  /** Returns a reader for one text. */
  reader(effort: Effort = { steps: 0 }): DictionaryReader {
    return new DictionaryReader(this.#root, effort);
  }

  #add(form: string, entry: DictionaryEntry): void {
    let node = this.#root;
    for (const character of form) {
      const folded = character.toLowerCase();
      const next = node.next.get(folded) ?? { next: new Map() };
      node.next.set(folded, next);
      node = next;
    }
    // Entries that match case go first. Of two equal ones, the later wins.
    const others = node.entries ?? [];
    node.entries = countsCase(entry) ? [entry, ...others] : [...others.filter(countsCase), entry];
  }
}

function countsCase({ word, matchCase }: DictionaryEntry): boolean {
  return matchCase ?? (/\p{Lu}/u.test(word) && word === word.toUpperCase());
}

type Match = { readonly entry: DictionaryEntry; readonly length: number };

/** Respells a text as it arrives. Holds back only what may become an entry. */
export class DictionaryReader {
  readonly #root: Node;
  readonly #effort: Effort;
  #held: string[] = [];
  /** The character before the held ones. */
  #before = "";

  constructor(root: Node, effort: Effort) {
    this.#root = root;
    this.#effort = effort;
  }

  push(text: string): string {
    return this.#read(text, false);
  }

  end(): string {
    return this.#read("", true);
  }

  #read(text: string, isEnd: boolean): string {
    const characters = this.#held.concat(Array.from(text));
    let said = "";
    let at = 0;
    while (at < characters.length) {
      const match = isBoundary(this.#before, characters[at] ?? "")
        ? this.#match(characters, at, isEnd)
        : undefined;
      if (match === "waits") break;
      said += match === undefined ? characters[at] : match.entry.respelling;
      at += match?.length ?? 1;
      this.#before = characters[at - 1] ?? "";
      this.#effort.steps += 1;
    }
    this.#held = characters.slice(at);
    return said;
  }

  /** The longest entry at a place, or "waits" if a longer one may be arriving. */
  #match(characters: readonly string[], from: number, isEnd: boolean): Match | "waits" | undefined {
    let node: Node | undefined = this.#root;
    let found: Match | undefined;
    for (let at = from; ; at += 1) {
      this.#effort.steps += 1;
      const character = characters[at];
      if (node.entries !== undefined && at > from) {
        if (character === undefined && !isEnd) return "waits";
        const word = characters.slice(from, at).join("");
        const entry = node.entries.find((one) => !countsCase(one) || sameCase(one, word));
        const isWhole = isBoundary(characters[at - 1] ?? "", character ?? "");
        if (entry !== undefined && isWhole) found = { entry, length: at - from };
      }
      if (character === undefined) return isEnd || node.next.size === 0 ? found : "waits";
      node = node.next.get(character.toLowerCase());
      if (node === undefined) return found;
    }
  }
}

function sameCase({ word }: DictionaryEntry, text: string): boolean {
  return word.normalize("NFC") === text.normalize("NFC");
}

/** Whether a word may begin or end between two characters. In scripts without spaces, always. */
function isBoundary(before: string, after: string): boolean {
  const first = classOf(before);
  const second = classOf(after);
  if (second === Is.mark) return false;
  if (first === undefined || second === undefined) return true;
  if (isUnspaced(first) || isUnspaced(second)) return true;
  const isWord = isWordy(first) || first === Is.mark;
  return !(isWord && isWordy(second));
}

function classOf(character: string): Is | undefined {
  return character === "" ? undefined : characterClass(character.codePointAt(0) ?? 0);
}
