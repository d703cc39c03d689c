import type { Close, MuxEndpoint } from "../mux/mux-endpoint.ts";
import { closeCodes, limits } from "../wire/limits.ts";
import type { Channel } from "./channel.ts";

/**
 * Why a channel ended: the close code, where there was one, and the peer's or our own words. `cause`
 * is there when a fault of this side was the reason.
 */
export type ChannelEnd = {
  readonly code: number | undefined;
  readonly reason: string;
  readonly cause?: unknown;
};

type State =
  | { readonly at: "running" }
  /** The endpoint knows that its channel is of no more use; ticks go on, for its streams may resume. */
  | { readonly at: "down"; readonly by: Close | undefined }
  /** The endpoint is another pump's, or beyond use: it is left alone. */
  | { readonly at: "detached"; readonly by: Close | undefined };

/**
 * Joins one endpoint of the mux to one channel: frames in, frames out while the channel has room, ticks
 * of a monotonic clock. `closed` resolves when the channel is gone. The endpoint is told of that as soon
 * as the channel is of no more use, and goes on getting its ticks until the next pump takes it over.
 *
 * Everything here runs in a callback of a socket or a timer, where a throw would end the process. It ends
 * this channel instead, as a fault of this side: `closed` has its cause.
 */
export class Pump {
  readonly closed: Promise<ChannelEnd>;
  readonly #endpoint: MuxEndpoint;
  readonly #channel: Channel;
  readonly #now: () => number;
  /** Many things may happen in one turn of the event loop: they go out together. */
  readonly #wake = oncePer(queueMicrotask, () => this.#guard(() => this.#flush()));
  /** Whoever waits for what came gets it first; credit and closing frames go out behind it, together. */
  readonly #answer = oncePer(setImmediate, () => this.#guard(() => this.#flush()));
  #timer: NodeJS.Timeout | undefined;
  #timerMs = Number.POSITIVE_INFINITY;
  #state: State = { at: "running" };

  /** The endpoint must have been connected: its first frames go out at once. */
  constructor(
    endpoint: MuxEndpoint,
    channel: Channel,
    now: () => number = () => performance.now(),
  ) {
    this.#endpoint = endpoint;
    this.#channel = channel;
    this.#now = now;
    const { promise, resolve } = Promise.withResolvers<ChannelEnd>();
    this.closed = promise;
    channel.listen({
      message: (frame) => this.#receive(frame),
      drained: () => this.#guard(() => this.#flush()),
      closed: (code, reason) => {
        this.#guard(() => this.#lose(code));
        resolve(this.#endOf(code, reason));
      },
    });
    endpoint.onWake = this.#wake;
    this.#guard(() => this.#flush());
  }

  /** Closes the channel without a word to the endpoint, which goes on with another one. */
  detach(code: number, reason: string): void {
    if (this.#state.at === "detached") return;
    this.#leave("detached", undefined);
    this.#channel.close(code, reason);
  }

  #receive(frame: Uint8Array): void {
    if (this.#state.at !== "running") return;
    try {
      this.#endpoint.receive(frame, this.#now());
      this.#answer();
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  #guard(act: () => void): void {
    try {
      act();
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  /** Ends the session. An endpoint that fails even then, or without a channel, gets no further ticks. */
  #fail(cause: unknown): void {
    const isRunning = this.#state.at === "running";
    const by = { code: closeCodes.internal, reason: "internal error", cause };
    this.#leave("detached", by);
    this.#channel.close(by.code, by.reason);
    try {
      this.#endpoint.fault(cause);
      if (isRunning) this.#endpoint.disconnect(this.#now());
    } catch {
      // `closed` has the first cause, which led here.
    }
  }

  #flush(): void {
    if (this.#state.at === "running") this.#send();
    this.#arm();
  }

  #send(): void {
    const nowMs = this.#now();
    while (hasRoom(this.#channel.bufferedBytes)) {
      const frame = this.#endpoint.nextFrame(nowMs);
      if (frame === undefined) break;
      this.#channel.send(frame);
    }
    const { closing } = this.#endpoint;
    if (closing === undefined) return;
    this.#leave("down", closing);
    this.#channel.close(closing.code, closing.reason);
    this.#endpoint.disconnect(nowMs);
  }

  #arm(): void {
    const isOurs = this.#state.at !== "detached" && this.#endpoint.onWake === this.#wake;
    const timerMs = (isOurs ? this.#endpoint.timerMs() : undefined) ?? Number.POSITIVE_INFINITY;
    if (timerMs === this.#timerMs) return;
    clearTimeout(this.#timer);
    this.#timerMs = timerMs;
    if (!Number.isFinite(timerMs)) return;
    this.#timer = setTimeout(() => this.#tick(), Math.max(0, timerMs - this.#now()));
    // A process that stops does not wait for a peer whose channel is gone.
    if (this.#state.at === "down") this.#timer.unref();
  }

  #tick(): void {
    this.#timerMs = Number.POSITIVE_INFINITY;
    if (this.#endpoint.onWake !== this.#wake) return;
    this.#guard(() => {
      this.#endpoint.tick(this.#now());
      this.#flush();
    });
  }

  #lose(code: number | undefined): void {
    if (this.#state.at !== "running") return;
    this.#leave("down", undefined);
    this.#endpoint.disconnect(this.#now(), code);
    this.#arm();
  }

  /** What comes next arms the timer anew, as one that holds nobody. */
  #leave(at: "down" | "detached", by: Close | undefined): void {
    this.#state = { at, by };
    clearTimeout(this.#timer);
    this.#timerMs = Number.POSITIVE_INFINITY;
  }

  #endOf(code: number | undefined, reason: string): ChannelEnd {
    const by = this.#state.at === "running" ? undefined : this.#state.by;
    return by ?? { code, reason };
  }
}

/** Whether a socket with so much buffered takes one more frame of audio within its bound. */
export function hasRoom(bufferedBytes: number): boolean {
  return bufferedBytes + limits.dataBytes + headerBytes <= limits.socketBufferBytes;
}

/** What MessagePack and WebSocket put around audio, and some more. */
const headerBytes = 64;

/** Does it once when `defer` says so, however often it is asked for until then. */
function oncePer(defer: (act: () => void) => void, act: () => void): () => void {
  let isQueued = false;
  return () => {
    if (isQueued) return;
    isQueued = true;
    defer(() => {
      isQueued = false;
      act();
    });
  };
}
