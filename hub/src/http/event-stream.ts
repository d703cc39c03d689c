import type { ServerResponse } from "node:http";
import type { Clock } from "../clock.ts";
import { eventsRetryMs, heartbeatMs, maxWaitingEventBytes } from "./limits.ts";

/**
 * One reader of server-sent events (WHATWG HTML, 9.2). A reader that does not keep up is cut off: it
 * connects again by itself and then looks at everything anew.
 */
export class EventStream {
  /** Resolves when the reader has gone, or was cut off. */
  readonly closed: Promise<void>;
  readonly #response: ServerResponse;
  readonly #clock: Clock;
  #timer: Disposable | undefined;

  /** Over an answer whose head is written. */
  constructor(response: ServerResponse, clock: Clock) {
    this.#response = response;
    this.#clock = clock;
    this.closed = new Promise((resolve) => response.once("close", resolve));
    response.on("error", () => response.destroy());
    this.#write(`retry: ${eventsRetryMs}\n\n`);
  }

  send(name: string, data: unknown): void {
    this.#write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /**
   * Says something now and then, lest a proxy takes the silence for the end, and looks whether the
   * reader may still listen: `check` throws when not.
   */
  keepAlive(check: () => Promise<unknown>): void {
    const beat = (): void => {
      this.#write(": here\n\n");
      this.#timer = this.#clock.after(heartbeatMs, beat);
      check().catch(() => this.end());
    };
    this.#timer = this.#clock.after(heartbeatMs, beat);
    void this.closed.then(() => this.#timer?.[Symbol.dispose]());
  }

  end(): void {
    this.#timer?.[Symbol.dispose]();
    this.#response.end();
  }

  #write(text: string): void {
    if (this.#response.writableEnded) return;
    if (this.#response.writableLength > maxWaitingEventBytes) this.#response.destroy();
    else this.#response.write(text);
  }
}
