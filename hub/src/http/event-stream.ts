import type { ServerResponse } from "node:http";

/**
 * One reader of server-sent events (WHATWG HTML, 9.2). A reader that does not keep up is cut off: it
 * connects again by itself and then looks at everything anew.
 */
export class EventStream {
  /** Resolves when the reader has gone, or was cut off. */
  readonly closed: Promise<void>;
  readonly #response: ServerResponse;
  #timer: NodeJS.Timeout | undefined;

  /** Over an answer whose head is written. */
  constructor(response: ServerResponse) {
    this.#response = response;
    this.closed = new Promise((resolve) => response.once("close", resolve));
    response.on("error", () => response.destroy());
    this.#write(`retry: ${retryMs}\n\n`);
  }

  send(name: string, data: unknown): void {
    this.#write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /**
   * Says something now and then, lest a proxy takes the silence for the end, and looks whether the
   * reader may still listen: `check` throws when not.
   */
  keepAlive(check: () => Promise<unknown>): void {
    this.#timer = setInterval(() => {
      this.#write(": here\n\n");
      check().catch(() => this.end());
    }, heartbeatMs);
    void this.closed.then(() => clearInterval(this.#timer));
  }

  end(): void {
    clearInterval(this.#timer);
    this.#response.end();
  }

  #write(text: string): void {
    if (this.#response.writableEnded) return;
    if (this.#response.writableLength > maxWaitingBytes) this.#response.destroy();
    else this.#response.write(text);
  }
}

/** Half of the shortest usual idle limit of a proxy, 30 s. */
const heartbeatMs = 15_000;

/** How long a reader waits before it connects again. */
const retryMs = 2_000;

/** An event is some 60 bytes: this is a reader that has slept for a thousand of them. */
const maxWaitingBytes = 65_536;
