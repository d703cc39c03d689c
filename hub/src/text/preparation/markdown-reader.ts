import { unreachable } from "@club/shared/unreachable.ts";
import { characterClass, CharacterClass as Is } from "../character-class.ts";
import type { Effort } from "../effort.ts";
import { CodeBlock, type CodeReading } from "./code-block.ts";
import { spokenInline } from "./inline-markdown.ts";
import { maxMarkedUnits, maxWholeLineUnits } from "./limits.ts";
import { lineKind } from "./line-kind.ts";
import { OpenMarks } from "./open-marks.ts";
import { missingStop } from "./stop.ts";
import { Table } from "./table.ts";

type WholeKind = "row" | "fence" | "definition" | "rule";

type Line =
  | { readonly at: "beginning"; text: string }
  | { readonly at: "text"; readonly isBlock: boolean }
  | { readonly at: "whole"; readonly kind: WholeKind; text: string }
  | { readonly at: "code"; readonly block: CodeBlock; text: string };

/**
 * Turns Markdown into what to say, as it arrives: plain text word by word, marked text when its mark
 * closes. The result does not depend on how the Markdown was chunked.
 */
export class MarkdownReader {
  readonly #reading: CodeReading;
  readonly #effort: Effort;
  readonly #table = new Table((cell) => this.#spoken(cell).trim());
  #line: Line = { at: "beginning", text: "" };
  #marks = new OpenMarks();
  /** Text of the line that has not been returned. */
  #unit = "";
  #said = "";
  #last = "";

  constructor(reading: CodeReading, effort: Effort = { steps: 0 }) {
    this.#reading = reading;
    this.#effort = effort;
  }

  push(markdown: string): string {
    for (const character of markdown) this.#read(character);
    return this.#take();
  }

  /** Returns everything so far, because it has to be spoken now. A block of code stays open. */
  flush(): string {
    if (this.#line.at === "beginning" && this.#line.text !== "") this.#begin(true);
    if (this.#line.at === "text") this.#release();
    return this.#take();
  }

  end(): string {
    this.#endLine("");
    this.#say(this.#table.end());
    return this.#take();
  }

  #spoken(text: string): string {
    this.#effort.steps += text.length;
    return spokenInline(text);
  }

  #read(character: string): void {
    this.#effort.steps += 1;
    if (character === "\r") return;
    if (character === "\n") return this.#endLine("\n");
    const line = this.#line;
    if (line.at === "text") return this.#readText(character);
    line.text += character;
    if (line.at === "beginning") this.#begin(false);
    else if (line.text.length > maxWholeLineUnits) this.#giveUp(line);
  }

  /** Decides what kind of line it is, if possible. */
  #begin(hasEnded: boolean): void {
    if (this.#line.at !== "beginning") return;
    this.#effort.steps += this.#line.text.length;
    const found = lineKind(this.#line.text, hasEnded);
    if (found === undefined) return;
    if (found.kind !== "row") this.#say(this.#table.end());
    switch (found.kind) {
      case "blank":
        if (!hasEnded) this.#line = { at: "whole", kind: "rule", text: this.#line.text };
        return;
      case "row":
      case "fence":
      case "definition":
        this.#line = { at: "whole", kind: found.kind, text: found.text };
        return;
      case "paragraph":
      case "heading":
      case "item":
        this.#line = { at: "text", isBlock: found.kind !== "paragraph" };
        for (const character of found.text) this.#readText(character);
        return;
      default:
        unreachable(found);
    }
  }

  #readText(character: string): void {
    this.#unit += character;
    this.#marks.read(character);
    const is = characterClass(character.codePointAt(0) ?? 0);
    const isPlace = is === Is.space || is === Is.terminator || is === Is.clause;
    const isLong = this.#unit.length >= maxMarkedUnits;
    if ((isPlace && !this.#marks.isOpen) || isLong) this.#release();
  }

  /** Releases the text so far, except for trailing space in a heading or item. */
  #release(): void {
    const kept = this.#line.at === "text" && this.#line.isBlock ? trailingSpace(this.#unit) : "";
    this.#say(this.#spoken(this.#unit.slice(0, this.#unit.length - kept.length)));
    this.#unit = kept;
    this.#marks = new OpenMarks();
  }

  #endLine(newline: string): void {
    if (this.#line.at === "beginning") this.#begin(true);
    const line = this.#line;
    this.#line = { at: "beginning", text: "" };
    switch (line.at) {
      case "beginning":
        return this.#say(newline);
      case "text":
        return this.#endText(line.isBlock, newline);
      case "whole":
        return this.#endWhole(line.text, line.kind);
      case "code":
        if (line.block.isClosedBy(line.text)) return;
        this.#say(line.block.spoken(line.text + newline));
        this.#line = { ...line, text: "" };
        return;
      default:
        unreachable(line);
    }
  }

  #endText(isBlock: boolean, newline: string): void {
    const unit = this.#unit.replace(isBlock ? /(?:^|\s)#*\s*$/ : hardBreakPattern, "");
    this.#unit = "";
    this.#marks = new OpenMarks();
    this.#say(this.#spoken(unit));
    this.#say(isBlock ? `${missingStop(this.#last)}${newline}${newline}` : newline);
  }

  #endWhole(text: string, kind: WholeKind): void {
    switch (kind) {
      case "row":
        return this.#say(this.#table.read(text));
      case "fence":
        this.#line = { at: "code", block: new CodeBlock(text, this.#reading), text: "" };
        return this.#say(this.#line.block.opening);
      case "rule":
        return this.#say(lineKind(text, true)?.kind === "blank" ? "\n" : `${this.#spoken(text)}\n`);
      case "definition":
        return;
      default:
        unreachable(kind);
    }
  }

  /** The line is too long to be a row or a fence, so treat it as text (or code). */
  #giveUp(line: Line): void {
    if (line.at === "code") {
      this.#say(line.block.spoken(line.text));
      line.text = "";
    } else if (line.at === "whole") {
      this.#line = { at: "text", isBlock: false };
      this.#say(this.#spoken(line.text));
    }
  }

  #say(text: string): void {
    this.#said += text;
    const last = text.trimEnd().slice(-2);
    if (last !== "") this.#last = Array.from(last).at(-1) ?? "";
  }

  #take(): string {
    const said = this.#said;
    this.#said = "";
    return said;
  }
}

/** A backslash that keeps a line from being joined to the next. */
const hardBreakPattern = /(?<!\\)\\$/;

function trailingSpace(text: string): string {
  return text.slice(text.trimEnd().length);
}
