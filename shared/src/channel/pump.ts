import type { MuxEnd } from "../mux/mux-end.ts";
import { limits } from "../wire/limits.ts";
import type { Channel } from "./channel.ts";

/** Why a channel ended: the close code, where there was one, and the peer's or our own words. */
export type ChannelEnd = { readonly code: number | undefined; readonly reason: string };

/**
 * Joins one end of the mux to one channel: frames in, frames out while the channel has room, ticks
 * of a monotonic clock. `closed` resolves when the channel is gone and the end has been told.
 */
export class Pump {
  readonly closed: Promise<ChannelEnd>;
  readonly #end: MuxEnd;
  readonly #channel: Channel;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #timerMs = Number.POSITIVE_INFINITY;
  #isFlushQueued = false;
  #state: "running" | "closing" | "detached" = "running";

  /** The end must have been connected: its first frames go out at once. */
  constructor(end: MuxEnd, channel: Channel, now: () => number = () => performance.now()) {
    this.#end = end;
    this.#channel = channel;
    this.#now = now;
    const { promise, resolve } = Promise.withResolvers<ChannelEnd>();
    this.closed = promise;
    channel.listen({
      message: (frame) => this.#receive(frame),
      drained: () => this.#flush(),
      closed: (code, reason) => {
        this.#stop(code);
        resolve({ code, reason });
      },
    });
    end.onWake = () => this.#wake();
    this.#flush();
  }

  /** Closes the channel without a word to the end, which goes on with another one. */
  detach(code: number, reason: string): void {
    if (this.#state === "detached") return;
    this.#state = "detached";
    clearTimeout(this.#timer);
    this.#channel.close(code, reason);
  }

  #receive(frame: Uint8Array): void {
    if (this.#state !== "running") return;
    this.#end.receive(frame, this.#now());
    this.#flush();
  }

  /** Many things may happen in one turn of the event loop: they go out together. */
  #wake(): void {
    if (this.#isFlushQueued) return;
    this.#isFlushQueued = true;
    queueMicrotask(() => {
      this.#isFlushQueued = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#state !== "running") return;
    const nowMs = this.#now();
    while (this.#channel.bufferedBytes <= limits.socketBufferBytes) {
      const frame = this.#end.nextFrame(nowMs);
      if (frame === undefined) break;
      this.#channel.send(frame);
    }
    if (this.#end.closing !== undefined) this.#close(this.#end.closing);
    else this.#arm();
  }

  #close({ code, reason }: { readonly code: number; readonly reason: string }): void {
    this.#state = "closing";
    clearTimeout(this.#timer);
    this.#channel.close(code, reason);
  }

  #arm(): void {
    const timerMs = this.#end.timerMs() ?? Number.POSITIVE_INFINITY;
    if (timerMs === this.#timerMs) return;
    clearTimeout(this.#timer);
    this.#timerMs = timerMs;
    if (!Number.isFinite(timerMs)) return;
    this.#timer = setTimeout(() => this.#tick(), Math.max(0, timerMs - this.#now()));
  }

  #tick(): void {
    this.#timerMs = Number.POSITIVE_INFINITY;
    this.#end.tick(this.#now());
    this.#flush();
  }

  #stop(code: number | undefined): void {
    clearTimeout(this.#timer);
    if (this.#state !== "detached") this.#end.disconnect(this.#now(), code);
    this.#state = "detached";
  }
}
