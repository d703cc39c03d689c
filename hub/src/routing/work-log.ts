import type { Clock } from "../clock.ts";
import { maxEndedWork, trendMinutes } from "./limits.ts";

/** `stopped`: by the one who asked for it, or because another provider goes on. */
export type WorkOutcome = "completed" | "failed" | "stopped";

/** What holds one of a service's slots: for whom, since when, and how it goes. */
export type Work = {
  readonly userName: string;
  /** Wall clock, ms. */
  readonly startedMs: number;
  firstAudioMs: number | undefined;
  outcome: WorkOutcome;
};

export type EndedWork = Readonly<Work> & { readonly tookMs: number };

/** The last minutes of a service, oldest first; the last one is not over. */
export type Trend = {
  /** Slots that were taken, on average. */
  readonly busy: readonly number[];
  /** The mean time to first audio in ms; undefined where nothing was asked for. */
  readonly firstAudioMs: readonly (number | undefined)[];
};

type Minute = { busyMs: number; firstAudioSumMs: number; firstAudios: number };

/** What a service is doing, has just done, and how busy it was. Outlives its connection, not the hub. */
export class WorkLog {
  readonly #clock: Pick<Clock, "monotonicMs" | "wallMs">;
  readonly #running = new Map<Work, number>();
  readonly #ended: EndedWork[] = [];
  readonly #minutes = new Map<number, Minute>();
  /** Up to when the minutes are summed up. */
  #countedMs: number;

  constructor(clock: Pick<Clock, "monotonicMs" | "wallMs">) {
    this.#clock = clock;
    this.#countedMs = clock.monotonicMs();
  }

  get running(): readonly Readonly<Work>[] {
    return [...this.#running.keys()];
  }

  /** Newest first. */
  get ended(): readonly EndedWork[] {
    return this.#ended.toReversed();
  }

  begin(userName: string): Work {
    const nowMs = this.#count();
    const startedMs = this.#clock.wallMs();
    const work: Work = { userName, startedMs, firstAudioMs: undefined, outcome: "stopped" };
    this.#running.set(work, nowMs);
    return work;
  }

  firstAudio(work: Work, ms: number): void {
    work.firstAudioMs ??= ms;
    const minute = this.#minute(Math.floor(this.#count() / minuteMs));
    minute.firstAudioSumMs += ms;
    minute.firstAudios += 1;
  }

  end(work: Work): void {
    const nowMs = this.#count();
    const beganMs = this.#running.get(work);
    if (beganMs === undefined) return;
    this.#running.delete(work);
    this.#ended.push({ ...work, tookMs: nowMs - beganMs });
    if (this.#ended.length > maxEndedWork) this.#ended.shift();
  }

  trend(): Trend {
    const nowMs = this.#count();
    const current = Math.floor(nowMs / minuteMs);
    const minutes = Array.from(
      { length: trendMinutes },
      (_, at) => current - trendMinutes + 1 + at,
    );
    const lengthOf = (minute: number): number =>
      minute === current ? Math.max(1, nowMs - minute * minuteMs) : minuteMs;
    return {
      busy: minutes.map((at) => (this.#minutes.get(at)?.busyMs ?? 0) / lengthOf(at)),
      firstAudioMs: minutes.map((at) => {
        const { firstAudioSumMs = 0, firstAudios = 0 } = this.#minutes.get(at) ?? {};
        return firstAudios === 0 ? undefined : firstAudioSumMs / firstAudios;
      }),
    };
  }

  /** Sums up the time since the last change, minute by minute; returns the time. */
  #count(): number {
    const nowMs = this.#clock.monotonicMs();
    let fromMs = Math.max(this.#countedMs, nowMs - trendMinutes * minuteMs);
    while (fromMs < nowMs && this.#running.size > 0) {
      const minute = Math.floor(fromMs / minuteMs);
      const untilMs = Math.min(nowMs, (minute + 1) * minuteMs);
      this.#minute(minute).busyMs += this.#running.size * (untilMs - fromMs);
      fromMs = untilMs;
    }
    this.#countedMs = nowMs;
    return nowMs;
  }

  /** Makes it where there is none, and forgets those that are too old. */
  #minute(at: number): Minute {
    const known = this.#minutes.get(at);
    if (known !== undefined) return known;
    for (const old of this.#minutes.keys()) {
      if (old <= at - trendMinutes) this.#minutes.delete(old);
    }
    const minute = { busyMs: 0, firstAudioSumMs: 0, firstAudios: 0 };
    this.#minutes.set(at, minute);
    return minute;
  }
}

const minuteMs = 60_000;
