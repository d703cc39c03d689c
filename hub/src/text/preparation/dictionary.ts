import type { Effort } from "../effort.ts";
import { characterClass, CharacterClass as Is, isUnspaced, isWordy } from "../character-class.ts";

/** How a word is to be said. */
export type DictionaryEntry = {
  /** A word, or several with single spaces between them. */
  readonly word: string;
  /** What an engine is given in its place. */
  readonly respelling: string;
  /** Whether its letters' case counts; if it is not said, only where all of them are capitals ("US"). */
  readonly matchCase?: boolean;
};

type Node = { readonly next: Map<string, Node>; entries?: readonly DictionaryEntry[] };

/**
 * Words and their respellings, of any script. The longest entry at a place is the one that counts;
 * a respelling is not looked up again. Bounds on entries are their parser's.
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

  /** A reader of one text. */
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
    // One whose case counts goes first; of two alike, the later one.
    const others = node.entries ?? [];
    node.entries = countsCase(entry) ? [entry, ...others] : [...others.filter(countsCase), entry];
  }
}

function countsCase({ word, matchCase }: DictionaryEntry): boolean {
  return matchCase ?? (/\p{Lu}/u.test(word) && word === word.toUpperCase());
}

type Match = { readonly entry: DictionaryEntry; readonly length: number };

/** Takes a text bit by bit and gives it respelled; only what may yet become a word is held. */
export class DictionaryReader {
  readonly #root: Node;
  readonly #effort: Effort;
  #held: string[] = [];
  /** The character before those held. */
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

  /** The longest entry at a place; "waits" where a longer one may be on its way. */
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

/** Whether a word may begin or end between two characters; anywhere in scripts without spaces. */
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
