import type { HubEndpoint, Request } from "../../../src/mux/hub-endpoint.ts";
import type { HubStream } from "../../../src/mux/hub-stream.ts";
import type { Failure } from "../../../src/wire/failures.ts";
import type { SpokenTime } from "../../../src/wire/messages.ts";
import { wordAt } from "./engine-side.ts";
import { firstFault, pattern } from "./pattern.ts";
import type { UtterancePlan } from "./plan.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** The hub's user for one utterance: reads as planned, and keeps book of what it was told. */
export class ConsumerSide {
  readonly faults: string[] = [];
  /** What it was told of the end, or did itself, in order. */
  readonly ends: ("ended" | "cancelled" | Failure)[] = [];
  isClosed = false;
  isOpened = false;
  received = 0;
  words = 0;
  /** When the first audio was there to take, after the OPEN. */
  firstAudioMs: number | undefined;
  readonly #clock: VirtualClock;
  readonly #seed: number;
  readonly #plan: UtterancePlan;
  #stream: HubStream | undefined;
  #openedMs = 0;
  #isReading = false;

  constructor(clock: VirtualClock, seed: number, plan: UtterancePlan) {
    this.#clock = clock;
    this.#seed = seed;
    this.#plan = plan;
  }

  open(endpoint: HubEndpoint): void {
    this.isOpened = true;
    this.#openedMs = this.#clock.nowMs;
    const stream = endpoint.open(this.#request(), this, this.#clock.nowMs);
    this.#stream = stream;
    const { cancelAfterMs } = this.#plan;
    if (cancelAfterMs !== undefined) this.#clock.after(cancelAfterMs, () => this.#cancel());
  }

  accepted(): void {
    if (this.ends.length > 0) this.faults.push("accepted after its end");
  }

  readable(): void {
    if (this.ends.length > 0) this.faults.push("readable after its end");
    this.firstAudioMs ??= this.#clock.nowMs - this.#openedMs;
    this.#read();
  }

  timed(_: "word" | "character", times: readonly SpokenTime[]): void {
    if (this.ends.length > 0) this.faults.push("timed after its end");
    for (const time of times) {
      if (time.text !== wordAt(this.words).text) this.faults.push(`${time.text} is out of order`);
      this.words += 1;
    }
  }

  ended(facts: Readonly<Record<string, string | number>>): void {
    if (facts["seed"] !== this.#seed) this.faults.push("the facts are another's");
    const { bytes, engine } = this.#plan;
    const expected = Math.ceil(bytes / engine.chunkBytes);
    if (this.words !== expected) this.faults.push(`${this.words} of ${expected} words were timed`);
    this.ends.push("ended");
  }

  failed(failure: Failure): void {
    this.ends.push(failure);
  }

  closed(): void {
    if (this.isClosed) this.faults.push("closed twice");
    this.isClosed = true;
  }

  #cancel(): void {
    if (this.ends.length > 0) return;
    this.ends.push("cancelled");
    this.#stream?.reset("CANCELLED", "no longer wanted", this.#clock.nowMs);
  }

  #read(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    const { stalledMs, everyMs } = this.#plan.reader;
    const waitMs = Math.max(everyMs, this.#openedMs + stalledMs - this.#clock.nowMs);
    this.#clock.after(waitMs, () => {
      this.#isReading = false;
      const piece = this.#stream?.take();
      if (piece === undefined) return;
      const at = firstFault(this.#seed, this.received, piece);
      if (at !== undefined) this.faults.push(`audio differs at ${at}`);
      this.received += piece.length;
      this.#stream?.release(piece.length);
      if (this.received >= (this.#plan.cancelAtBytes ?? Number.POSITIVE_INFINITY)) this.#cancel();
      this.#read();
    });
  }

  #request(): Request {
    const { prompt, deadlineMs } = this.#plan;
    return {
      request: `utterance-${this.#seed}`,
      service: "tts",
      text: "Hello.",
      parameters: {},
      deadlineMs,
      ...(prompt && {
        prompt: { audio: pattern(this.#seed + 1, 0, prompt.bytes), hash: "ab", transcript: "" },
      }),
    };
  }
}
