import type { SpokenTime, Times } from "../wire/messages.ts";

/** How many times of a stream have come, so that each is told once though a resume has it said again. */
export class IncomingTimes {
  #count = 0;
  #unit: Times["unit"] | undefined;

  /** Those of them that are new. Undefined when some before them are missing, or the unit is another. */
  take(
    unit: Times["unit"],
    index: number,
    times: readonly SpokenTime[],
  ): readonly SpokenTime[] | undefined {
    this.#unit ??= unit;
    if (unit !== this.#unit || index > this.#count) return undefined;
    const news = times.slice(this.#count - index);
    this.#count += news.length;
    return news;
  }
}
