import type { Close, MuxEndpoint } from "../mux/mux-endpoint.ts";
import { limits } from "../wire/limits.ts";
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
  /** The end knows that its channel is of no more use; ticks go on, for its streams may resume. */
  | { readonly at: "down"; readonly by: Close | undefined }
  | { readonly at: "detached" };

/**
 * Joins one end of the mux to one channel: frames in, frames out while the channel has room, ticks
 * of a monotonic clock. `closed` resolves when the channel is gone. The end is told of that as soon
 * as the channel is of no more use, and goes on getting its ticks until the next pump takes it over.
 */
export class Pump {
  readonly closed: Promise<ChannelEnd>;
  readonly #end: MuxEndpoint;
  readonly #channel: Channel;
  readonly #now: () => number;
  /** Many things may happen in one turn of the event loop: they go out together. */
  readonly #wake = oncePer(queueMicrotask, () => this.#flush());
  /** Whoever waits for what came gets it first; credit and closing frames go out behind it, together. */
  readonly #answer = oncePer(setImmediate, () => this.#flush());
  #timer: NodeJS.Timeout | undefined;
  #timerMs = Number.POSITIVE_INFINITY;
  #state: State = { at: "running" };

  /** The end must have been connected: its first frames go out at once. */
  constructor(end: MuxEndpoint, channel: Channel, now: () => number = () => performance.now()) {
    this.#end = end;
    this.#channel = channel;
    this.#now = now;
    const { promise, resolve } = Promise.withResolvers<ChannelEnd>();
    this.closed = promise;
    channel.listen({
      message: (frame) => this.#receive(frame),
      drained: () => this.#flush(),
      closed: (code, reason) => {
        this.#lose(code);
        resolve(this.#endOf(code, reason));
      },
    });
    end.onWake = this.#wake;
    this.#flush();
  }

  /** Closes the channel without a word to the end, which goes on with another one. */
  detach(code: number, reason: string): void {
    if (this.#state.at === "detached") return;
    this.#state = { at: "detached" };
    clearTimeout(this.#timer);
    this.#channel.close(code, reason);
  }

  #receive(frame: Uint8Array): void {
    if (this.#state.at !== "running") return;
    this.#end.receive(frame, this.#now());
    this.#answer();
  }

  #flush(): void {
    if (this.#state.at === "running") this.#send();
    this.#arm();
  }

  #send(): void {
    const nowMs = this.#now();
    while (this.#channel.bufferedBytes <= limits.socketBufferBytes) {
      const frame = this.#end.nextFrame(nowMs);
      if (frame === undefined) break;
      this.#channel.send(frame);
    }
    const { closing } = this.#end;
    if (closing === undefined) return;
    this.#goDown(closing);
    this.#channel.close(closing.code, closing.reason);
    this.#end.disconnect(nowMs);
  }

  #arm(): void {
    const isOurs = this.#state.at !== "detached" && this.#end.onWake === this.#wake;
    const timerMs = (isOurs ? this.#end.timerMs() : undefined) ?? Number.POSITIVE_INFINITY;
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
    if (this.#end.onWake !== this.#wake) return;
    this.#end.tick(this.#now());
    this.#flush();
  }

  #lose(code: number | undefined): void {
    if (this.#state.at !== "running") return;
    this.#goDown(undefined);
    this.#end.disconnect(this.#now(), code);
    this.#arm();
  }

  /** What comes next arms the timer anew, as one that holds nobody. */
  #goDown(by: Close | undefined): void {
    this.#state = { at: "down", by };
    clearTimeout(this.#timer);
    this.#timerMs = Number.POSITIVE_INFINITY;
  }

  #endOf(code: number | undefined, reason: string): ChannelEnd {
    const by = this.#state.at === "down" ? this.#state.by : undefined;
    return by ?? { code, reason };
  }
}

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
