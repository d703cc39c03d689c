import { readFile } from "node:fs/promises";
import { writeFileAtomic } from "../files/write-file-atomic.ts";

type Day = { readonly day: string; readonly audioSeconds: number };

/** The seconds of audio spoken on the current local day, kept over restarts in a file. */
export class DailyShare {
  readonly #path: string;
  readonly #wallClock: () => Date;
  readonly #failed: (thrown: unknown) => void;
  #today: Day;
  #saving: Promise<void> | undefined;
  #isSaved = true;

  private constructor(
    path: string,
    wallClock: () => Date,
    failed: (thrown: unknown) => void,
    today: Day,
  ) {
    this.#path = path;
    this.#wallClock = wallClock;
    this.#failed = failed;
    this.#today = today;
  }

  /** Counts from zero where the file is missing or unreadable. `failed` hears of writes that fail. */
  static async open(
    path: string,
    wallClock: () => Date,
    failed: (thrown: unknown) => void,
  ): Promise<DailyShare> {
    const kept = await readFile(path, "utf8")
      .then(parseDay)
      .catch(() => undefined);
    return new DailyShare(path, wallClock, failed, kept ?? { day: "", audioSeconds: 0 });
  }

  /** Spoken today, in seconds. */
  get audioSeconds(): number {
    return this.#today.day === this.#day() ? this.#today.audioSeconds : 0;
  }

  /** Counts audio. `keep`: over restarts as well, which costs a write to the disk. */
  add(audioSeconds: number, keep: boolean): void {
    if (audioSeconds === 0) return;
    this.#today = { day: this.#day(), audioSeconds: this.audioSeconds + audioSeconds };
    if (!keep) return;
    this.#isSaved = false;
    this.#saving ??= this.#save();
  }

  /** Resolves when all that was added is kept. */
  async saved(): Promise<void> {
    await this.#saving;
  }

  /** What is added meanwhile is written next. A full disk does not stop speech: memory goes on counting. */
  async #save(): Promise<void> {
    while (!this.#isSaved) {
      this.#isSaved = true;
      await writeFileAtomic(this.#path, `${JSON.stringify(this.#today)}\n`).catch(this.#failed);
    }
    this.#saving = undefined;
  }

  #day(): string {
    const now = this.#wallClock();
    return `${now.getFullYear()}-${now.getMonth() + 1}-${now.getDate()}`;
  }
}

function parseDay(text: string): Day | undefined {
  const value = JSON.parse(text) as Partial<Day> | null;
  const isDay = typeof value?.day === "string" && Number.isFinite(value.audioSeconds);
  return isDay ? (value as Day) : undefined;
}
