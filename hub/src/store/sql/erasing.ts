/** Remembers that something was deleted which may not stay in the database's log. */
export class Erasing {
  #isDue = false;

  /** A text or what somebody said was deleted or overwritten. */
  noteDeletion(): void {
    this.#isDue = true;
  }

  /** Checkpoints, and cuts the log where that is due. */
  async checkpoint(run?: (erases: boolean) => Promise<boolean>): Promise<void> {
    const isDue = this.#isDue;
    this.#isDue = false;
    let isDone = false;
    try {
      isDone = (await run?.(isDue)) ?? true;
    } finally {
      if (isDue && !isDone) this.#isDue = true;
    }
  }
}
