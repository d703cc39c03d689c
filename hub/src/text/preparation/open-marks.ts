/**
 * Tells whether a mark (`**`, a link, code) is open at some place in a line of Markdown, where the line
 * must not be cut.
 */
export class OpenMarks {
  #emphasis = 0;
  #ticks = 0;
  #brackets = 0;
  #isInTarget = false;
  #isInTag = false;
  /** A series of the same mark that is being read. */
  #run = { mark: "", length: 0, before: " " };
  #last = " ";
  #isEscaped = false;

  get isOpen(): boolean {
    const { mark, length } = this.#run;
    const ticks = mark === "`" ? this.#ticksAfter(length) : this.#ticks;
    if (ticks > 0) return true;
    const isClosing = (mark === "*" || mark === "_" || mark === "~") && !isSpace(this.#run.before);
    const emphasis = this.#emphasis - (isClosing ? 1 : 0);
    return emphasis > 0 || this.#brackets > 0 || this.#isInTarget || this.#isInTag;
  }

  read(character: string): void {
    if (character === this.#run.mark) {
      this.#run.length += 1;
      return;
    }
    if (this.#run.mark !== "") this.#endRun(character);
    if (this.#isEscaped) this.#isEscaped = false;
    else if ("*_~`".includes(character)) {
      this.#run = { mark: character, length: 1, before: this.#last };
    } else if (this.#ticks === 0) this.#mark(character);
    this.#last = character;
  }

  #mark(character: string): void {
    if (character === "\\") this.#isEscaped = true;
    if (character === "[") this.#brackets += 1;
    if (character === "]" && this.#brackets > 0) this.#brackets -= 1;
    if (character === "(" && this.#last === "]") this.#isInTarget = true;
    if (character === ")") this.#isInTarget = false;
    if (this.#last === "<" && /[a-z/!]/iu.test(character)) this.#isInTag = true;
    if (character === ">") this.#isInTag = false;
  }

  #endRun(next: string): void {
    const { mark, length, before } = this.#run;
    this.#run = { mark: "", length: 0, before: " " };
    this.#last = mark;
    if (mark === "`") this.#ticks = this.#ticksAfter(length);
    if (mark === "`" || this.#ticks > 0) return;
    const isBetweenLetters = mark === "_" && isLetter(before) && isLetter(next);
    if (isBetweenLetters) return;
    if (this.#emphasis > 0 && !isSpace(before)) this.#emphasis -= 1;
    else if (!isSpace(next) && !isLetter(before)) this.#emphasis += 1;
  }

  #ticksAfter(length: number): number {
    if (this.#ticks === 0) return length;
    return this.#ticks === length ? 0 : this.#ticks;
  }
}

function isSpace(character: string): boolean {
  return /^\s$/u.test(character);
}

function isLetter(character: string): boolean {
  return /^[\p{L}\p{N}]$/u.test(character);
}
