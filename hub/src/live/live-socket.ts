import { answerPings } from "@club/shared/channel/answer-pings.ts";
import { fittingReason } from "@club/shared/channel/close-socket.ts";
import { RateLimit } from "@club/shared/mux/rate-limit.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { WebSocket } from "ws";
import type { Clock } from "../clock.ts";
import { idleConsumerMs } from "../speech/limits.ts";
import {
  bytesAtOnce,
  bytesPerSecond,
  maxBacklogBytes,
  maxUnsentBytes,
  messagesAtOnce,
  messagesPerSecond,
} from "./limits.ts";

/** What a dialect does with a client's messages. */
export interface LiveSession {
  /** A text frame. What it throws ends the session. */
  message(text: string): void;
}

/** A client's WebSocket: bounded in what waits to be sent, and in how long it is silent. */
export class LiveSocket {
  /** Fires when the connection is gone, or is being closed. */
  readonly signal: AbortSignal;
  readonly #ws: WebSocket;
  readonly #clock: Clock;
  readonly #gone = new AbortController();
  #idle: Disposable | undefined;
  #heardMs = 0;

  constructor(ws: WebSocket, clock: Clock) {
    this.#ws = ws;
    this.#clock = clock;
    this.signal = this.#gone.signal;
    ws.on("error", () => ws.terminate());
    answerPings(ws);
    ws.once("close", () => this.#end());
  }

  /** Hands every message to a session; `onFault` is told what it throws. */
  attach(session: LiveSession, onFault: (thrown: unknown) => void): void {
    const nowMs = this.#clock.monotonicMs();
    const messages = new RateLimit(messagesPerSecond, nowMs, messagesAtOnce);
    const bytes = new RateLimit(bytesPerSecond, nowMs, bytesAtOnce);
    this.#ws.on("message", (data: Buffer, isBinary: boolean) => {
      this.#heardMs = this.#clock.monotonicMs();
      if (this.signal.aborted) return;
      try {
        if (!messages.allows(this.#heardMs) || !bytes.allows(this.#heardMs, data.length)) {
          throw tooManyMessages();
        }
        if (isBinary) throw new Failure("INVALID_REQUEST", "Messages are JSON in text frames.");
        session.message(data.toString("utf8"));
      } catch (thrown) {
        onFault(thrown);
      }
    });
  }

  /** Calls back when the client has sent nothing for so long. */
  whenSilent(ms: number, callback: () => void): void {
    this.#heardMs = this.#clock.monotonicMs();
    const look = (afterMs: number): void => {
      this.#idle = this.#clock.after(afterMs, () => {
        const leftMs = this.#heardMs + ms - this.#clock.monotonicMs();
        if (leftMs > 0) look(leftMs);
        else callback();
      });
    };
    look(ms);
  }

  /** Resolves when more may be sent. A client that takes nothing for too long is cut off. */
  async send(data: string | Uint8Array): Promise<void> {
    this.signal.throwIfAborted();
    const { promise, resolve } = Promise.withResolvers<void>();
    // An error of sending closes the connection, whose signal everybody has.
    this.#ws.send(data, () => resolve());
    const { bufferedAmount } = this.#ws;
    if (bufferedAmount <= maxUnsentBytes) return;
    if (bufferedAmount > maxBacklogBytes) this.#ws.terminate();
    using _ = this.#clock.after(idleConsumerMs, () => this.#ws.terminate());
    await promise;
    this.signal.throwIfAborted();
  }

  /** Closes it, behind what was sent; a client that does not answer is cut off by `ws`. */
  close(code: number, reason: string): void {
    this.#ws.close(code, fittingReason(reason));
    this.#end();
  }

  #end(): void {
    this.#idle?.[Symbol.dispose]();
    this.#gone.abort(new Failure("CANCELLED", "The consumer has gone."));
  }
}

function tooManyMessages(): Failure {
  const message = `At most ${messagesPerSecond} messages and ${bytesPerSecond} bytes a second are taken.`;
  return new Failure("RATE_LIMITED", message);
}
