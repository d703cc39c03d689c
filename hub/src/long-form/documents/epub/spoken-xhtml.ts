import { Parser } from "htmlparser2";
import { missingStop } from "../../../text/preparation/stop.ts";
import { localName } from "./xml.ts";

/** The text of an XHTML file and where its ids stand in it. */
export type SpokenXhtml = {
  readonly text: string;
  /** The first heading's words. */
  readonly heading: string | undefined;
  /** Offsets in the text, by id. */
  readonly anchors: ReadonlyMap<string, number>;
};

/**
 * What is to be spoken of an XHTML file: its paragraphs with an empty line between them. Notes' marks,
 * page numbers, the small readings above characters, and what is hidden are left out.
 */
export function spokenXhtml(xhtml: string): SpokenXhtml {
  const writer = new Writer();
  // As HTML, which knows the names of its entities; what XHTML has beside it is switched on.
  const parser = new Parser(writer, { recognizeSelfClosing: true, recognizeCDATA: true });
  parser.end(xhtml);
  return writer.end();
}

class Writer {
  readonly #anchors = new Map<string, number>();
  #text = "";
  /** The lines of the paragraph, and of the last of them the pieces: nothing is looked at twice. */
  #lines: string[] = [];
  #line: string[] = [];
  #endsInSpace = true;
  /** Open elements inside one that is left out, itself included. */
  #hidden = 0;
  #verbatim = 0;
  #waiting: string[] = [];
  #heading: string | undefined;

  onopentag(name: string, attributes: Readonly<Record<string, string>>): void {
    if (this.#hidden > 0 || isHidden(name, attributes)) {
      this.#hidden += 1;
      return;
    }
    if (blocks.has(name)) this.#endParagraph("");
    if (attributes["id"] !== undefined) this.#waiting.push(attributes["id"]);
    if (name === "a" && attributes["name"] !== undefined) this.#waiting.push(attributes["name"]);
    if (name === "br") this.#endLine();
    if (name === "td" || name === "th") this.#say(" ");
    if (name === "pre") this.#verbatim += 1;
    if (name === "img" && attributes["alt"] !== undefined) this.#say(attributes["alt"]);
  }

  ontext(text: string): void {
    if (this.#hidden === 0) this.#say(text);
  }

  onclosetag(name: string): void {
    if (this.#hidden > 0) {
      this.#hidden -= 1;
      return;
    }
    if (name === "pre") this.#verbatim = Math.max(0, this.#verbatim - 1);
    if (blocks.has(name)) this.#endParagraph(name);
  }

  end(): SpokenXhtml {
    this.#endParagraph("");
    this.#anchor();
    return { text: this.#text, heading: this.#heading, anchors: this.#anchors };
  }

  #say(text: string): void {
    const words = this.#verbatim > 0 ? text : text.replace(/[^\S\u00a0]+/gu, " ");
    const piece = this.#endsInSpace && this.#verbatim === 0 ? words.replace(/^ /, "") : words;
    if (piece === "") return;
    this.#line.push(piece);
    this.#endsInSpace = /\s/u.test(piece.slice(-1));
    // An id within a paragraph stands for its beginning.
    if (/\S/u.test(piece)) this.#anchor();
  }

  #endLine(): void {
    const line = this.#line.join("").trim();
    this.#line = [];
    this.#endsInSpace = true;
    if (line !== "") this.#lines.push(line);
  }

  #anchor(): void {
    const at = this.#text === "" ? 0 : this.#text.length + gap.length;
    for (const id of this.#waiting.splice(0)) if (!this.#anchors.has(id)) this.#anchors.set(id, at);
  }

  /** Ends the paragraph; `name` is the element that ends with it. */
  #endParagraph(name: string): void {
    this.#endLine();
    const words = this.#lines.join("\n");
    this.#lines = [];
    if (words === "") return;
    const isHeading = /^h[1-6]$/.test(name);
    if (isHeading) this.#heading ??= words.replace(/\s+/gu, " ");
    const stop = isHeading || stopped.has(name) ? missingStop(words.slice(-1)) : "";
    this.#text += (this.#text === "" ? "" : gap) + words + stop;
  }
}

const gap = "\n\n";

const blocks: ReadonlySet<string> = new Set(
  "p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd blockquote section article aside header footer main nav body table tr caption figure figcaption pre hr address details summary center".split(
    " ",
  ),
);

/** Lines that often have no full stop, and would be run together with what follows. */
const stopped: ReadonlySet<string> = new Set([
  "li",
  "dt",
  "figcaption",
  "caption",
  "tr",
  "summary",
]);

const silent: ReadonlySet<string> = new Set(
  "head script style template svg math audio video iframe object rt rp noscript select textarea button".split(
    " ",
  ),
);

/** `epub:type` and `role` of what is for the eye (EPUB 3 Structural Semantics, DPUB-ARIA). */
const silentTypes: ReadonlySet<string> = new Set(
  "noteref pagebreak page-list toc doc-noteref doc-pagebreak doc-pagelist doc-toc".split(" "),
);

function isHidden(name: string, attributes: Readonly<Record<string, string>>): boolean {
  if (silent.has(name) || attributes["hidden"] !== undefined) return true;
  return Object.entries(attributes).some(([key, value]) => {
    if (localName(key) !== "type" && key !== "role") return false;
    return value.split(/\s+/u).some((type) => silentTypes.has(type));
  });
}
