import { createHmac } from "node:crypto";
import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import type { Logger } from "pino";
import { type Clock, sleep } from "../../clock.ts";
import type { AudioJob, AudioJobStore } from "../../store/audio-job-store.ts";
import type { JobBody } from "../jobs/job-body.ts";
import { firstWebhookRetryMs, maxWebhookTries, webhookMs } from "../jobs/limits.ts";
import type { AddressRule } from "./address-rule.ts";
import { postWebhook } from "./post-webhook.ts";

export type WebhooksContext = {
  readonly store: Pick<AudioJobStore, "untold" | "noteTold">;
  readonly bodyOf: (job: AudioJob) => Promise<JobBody>;
  readonly isAllowed: AddressRule;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Tells those who asked for it that a job has ended; again later where they do not take it. */
export class Webhooks {
  readonly #context: WebhooksContext;
  readonly #stop = new AbortController();
  /** Jobs that are being told of. */
  readonly #telling = new Map<string, Promise<void>>();

  constructor(context: WebhooksContext) {
    this.#context = context;
  }

  /** Tells of every job that has ended and that nobody was told of. */
  async tellAll(): Promise<void> {
    for (const job of await this.#context.store.untold()) {
      if (this.#telling.has(job.id) || this.#stop.signal.aborted) continue;
      const telling = this.#tell(job)
        .catch((thrown: unknown) => {
          if (this.#stop.signal.aborted) return;
          this.#context.log.warn({ err: thrown, job: job.id }, "a webhook was given up");
        })
        .finally(() => this.#telling.delete(job.id));
      this.#telling.set(job.id, telling);
    }
  }

  async close(): Promise<void> {
    this.#stop.abort(new Failure("SHUTTING_DOWN", "This hub is stopping."));
    await Promise.all(this.#telling.values());
  }

  async #tell(job: AudioJob): Promise<void> {
    const { store, clock, log } = this.#context;
    for (let tries = job.webhookTries + 1; ; tries += 1) {
      try {
        await this.#try(job);
        await store.noteTold(job.id, true);
        return;
      } catch (thrown) {
        this.#stop.signal.throwIfAborted();
        const failure = asFailure(thrown);
        log.info({ err: failure, job: job.id, tries }, "a webhook was not taken");
        const isOver = tries >= maxWebhookTries || failure.code === "INVALID_REQUEST";
        await store.noteTold(job.id, isOver);
        if (isOver) throw failure;
        await sleep(clock, firstWebhookRetryMs * 2 ** (tries - 1), this.#stop.signal);
      }
    }
  }

  async #try(job: AudioJob): Promise<void> {
    const { webhook } = job;
    if (webhook === undefined) return;
    const { clock, bodyOf, isAllowed } = this.#context;
    const data = await bodyOf(job);
    const atSeconds = Math.floor(clock.wallMs() / 1000);
    const type = `speech.job.${job.status}`;
    const body = JSON.stringify({ type, timestamp: new Date(clock.wallMs()).toISOString(), data });
    const headers = {
      "content-type": "application/json",
      "webhook-id": `msg_${job.id}_${job.endedMs}`,
      "webhook-timestamp": `${atSeconds}`,
      "webhook-signature": signature(
        webhook.secret,
        `msg_${job.id}_${job.endedMs}`,
        atSeconds,
        body,
      ),
    };
    const late = new AbortController();
    using _ = clock.after(webhookMs, () => late.abort(tooSlow()));
    const signal = AbortSignal.any([late.signal, this.#stop.signal]);
    await postWebhook({ url: webhook.url, headers, body }, isAllowed, signal);
  }
}

/**
 * Standard Webhooks (https://www.standardwebhooks.com): HMAC-SHA256 over id, time and body. A secret that
 * begins with `whsec_` is base64, as that standard has it; any other is taken as it is.
 */
export function signature(secret: string, id: string, atSeconds: number, body: string): string {
  const key = secret.startsWith("whsec_")
    ? Buffer.from(secret.slice("whsec_".length), "base64")
    : secret;
  return `v1,${createHmac("sha256", key).update(`${id}.${atSeconds}.${body}`).digest("base64")}`;
}

function tooSlow(): Failure {
  return new Failure("CONN_LOST", `The webhook was not taken within ${webhookMs / 1000} seconds.`);
}
