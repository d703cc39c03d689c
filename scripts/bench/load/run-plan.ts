import { setTimeout as wait } from "node:timers/promises";
import { Times } from "../measure/percentiles.ts";
import type { LoadReport, Plan } from "./plan.ts";
import { post } from "./request.ts";
import { StampReader } from "./stamp-reader.ts";

/** Does what the plan says. */
export async function runPlan(plan: Plan): Promise<LoadReport> {
  const run = new Run(plan);
  const workers = Array.from({ length: plan.concurrency }, (_, index) => run.work(index));
  await Promise.all(workers);
  return run.report();
}

class Run {
  readonly #plan: Plan;
  readonly #startMs = performance.now();
  readonly #firstByte = new Times();
  readonly #firstAudio = new Times();
  readonly #total = new Times();
  readonly #transit = new Times();
  readonly #cancelledNs: Record<string, string> = {};
  readonly #failures: string[] = [];
  #failed = 0;
  #begun = 0;
  #bytes = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** One of those who ask, one request after the other. */
  async work(index: number): Promise<void> {
    const { concurrency, spreadMs = 0, restMs = 0 } = this.#plan;
    await wait((spreadMs * index) / concurrency);
    while (this.#isOn()) {
      if (restMs > 0) await wait(restMs);
      this.#begun += 1;
      await this.#ask(this.#begun).catch((error: Error) => this.#fail(error));
    }
  }

  report(): LoadReport {
    return {
      requests: this.#begun,
      failures: this.#failures,
      failed: this.#failed,
      bytes: this.#bytes,
      elapsedMs: performance.now() - this.#startMs,
      firstByte: this.#firstByte.percentiles(),
      firstAudio: this.#firstAudio.percentiles(),
      total: this.#total.percentiles(),
      transit: this.#transit.percentiles(),
      cancelledNs: this.#cancelledNs,
    };
  }

  #isOn(): boolean {
    const { until } = this.#plan;
    if ("requests" in until) return this.#begun < until.requests;
    return performance.now() - this.#startMs < until.ms;
  }

  async #ask(number: number): Promise<void> {
    const { target, body, headerBytes, isStamped = false, cancelAfterBytes } = this.#plan;
    const text = JSON.stringify({ ...body, input: body.input.replace("{n}", String(number)) });
    const stamps = isStamped ? new StampReader(headerBytes, this.#transit) : undefined;
    const limit = cancelAfterBytes ?? Number.POSITIVE_INFINITY;
    const startMs = performance.now();
    let bytes = 0;
    const take = (piece: Buffer): boolean => {
      const nowMs = performance.now();
      if (bytes === 0) this.#firstByte.add(nowMs - startMs);
      if (bytes <= headerBytes && bytes + piece.length > headerBytes) {
        this.#firstAudio.add(nowMs - startMs);
      }
      bytes += piece.length;
      stamps?.take(piece);
      if (bytes < limit) return true;
      this.#cancelledNs[number] = String(process.hrtime.bigint());
      return false;
    };
    await post(target, text, { take });
    if (bytes <= headerBytes) throw new Error("an answer without audio");
    this.#bytes += bytes;
    this.#total.add(performance.now() - startMs);
  }

  #fail(error: Error): void {
    this.#failed += 1;
    if (this.#failures.length < shownFailures) this.#failures.push(error.message);
  }
}

const shownFailures = 3;
