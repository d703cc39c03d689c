import type { AgentStream } from "../../../src/mux/agent-stream.ts";
import { Failure } from "../../../src/wire/failures.ts";
import type { SpokenTime } from "../../../src/wire/messages.ts";
import { firstFault, pattern } from "./pattern.ts";
import type { UtterancePlan } from "./plan.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** The agent's user for one utterance: reads the prompt if it wants it, then speaks as planned. */
export class EngineSide {
  readonly faults: string[] = [];
  cancels = 0;
  /** Whether it has said `end` or `fail`, or has been told to stop: nothing is left running. */
  isOver = false;
  readonly #clock: VirtualClock;
  readonly #stream: AgentStream;
  readonly #seed: number;
  readonly #plan: UtterancePlan;
  #written = 0;
  #chunks = 0;
  #promptRead = 0;
  #isWaiting = false;
  #isSpeaking = false;

  constructor(clock: VirtualClock, stream: AgentStream, seed: number, plan: UtterancePlan) {
    this.#clock = clock;
    this.#stream = stream;
    this.#seed = seed;
    this.#plan = plan;
    stream.listen({
      cancelled: () => this.#cancelled(),
      writable: () => {
        if (this.#isWaiting) this.#clock.after(0, () => this.#write());
        this.#isWaiting = false;
      },
      promptReadable: () => this.#readPrompt(),
    });
    clock.after(plan.engine.startMs, () => {
      if (plan.prompt?.isWanted) stream.wantPrompt();
      else this.#speak();
    });
  }

  #readPrompt(): void {
    for (let piece = this.#stream.takePrompt(); piece; piece = this.#stream.takePrompt()) {
      const at = firstFault(this.#seed + 1, this.#promptRead, piece);
      if (at !== undefined) this.faults.push(`the prompt differs at ${at}`);
      this.#promptRead += piece.length;
    }
    if (this.#promptRead === this.#plan.prompt?.bytes) this.#speak();
  }

  #speak(): void {
    if (this.#isSpeaking || this.isOver) return;
    this.#isSpeaking = true;
    this.#stream.accept({ rateHz: 24_000, channels: 1 });
    this.#write();
  }

  #write(): void {
    if (this.isOver) return;
    const { engine, bytes } = this.#plan;
    if (engine.failsAt !== undefined && this.#written >= engine.failsAt) {
      this.isOver = true;
      return this.#stream.fail(new Failure("ENGINE_FAILED", "broke down"));
    }
    if (this.#written >= bytes) {
      this.isOver = true;
      return this.#stream.end({ seed: this.#seed });
    }
    if (this.#stream.room === 0) {
      this.#isWaiting = true;
      return;
    }
    const chunk = pattern(
      this.#seed,
      this.#written,
      Math.min(engine.chunkBytes, bytes - this.#written),
    );
    this.#stream.times("word", [wordAt(this.#chunks)]);
    this.#chunks += 1;
    this.#written += chunk.length;
    this.#stream.write(chunk);
    this.#clock.after(engine.everyMs, () => this.#write());
  }

  #cancelled(): void {
    this.cancels += 1;
    if (this.isOver) this.faults.push("cancelled after its end");
    this.isOver = true;
    this.#clock.after(this.#plan.engine.stopMs, () => this.#stream.end({}));
  }
}

/** What the engine says with its chunk of that number. */
export function wordAt(chunk: number): SpokenTime {
  return { text: `word ${chunk}`, start: chunk, end: chunk + 1 };
}
