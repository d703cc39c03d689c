import type { VirtualClock } from "./virtual-clock.ts";

/** A direction of a link: bytes leave at a rate, and arrive after a delay. */
export type LinkModel = { readonly bytesPerMs: number; readonly delayMs: number };

export type FrameSpy = {
  sent(frame: Uint8Array): void;
  arrived(frame: Uint8Array): void;
};

/** What one end of a socket hears. */
export type SocketListener = {
  message(frame: Uint8Array): void;
  drained(): void;
  closed(code: number | undefined): void;
};

/**
 * A socket in virtual time: in order, lossless while it lives, as slow as its link. `bufferedBytes`
 * are those that the kernel's send buffer has not taken; that one drains at the link's rate.
 */
export class SimulatedSocket {
  readonly toHub: Direction;
  readonly toAgent: Direction;

  constructor(clock: VirtualClock, up: LinkModel, down: LinkModel) {
    this.toHub = new Direction(clock, up);
    this.toAgent = new Direction(clock, down);
  }

  /** Bytes stop; neither side is told. They go on after `forMs`, or never. */
  stall(forMs: number): void {
    this.toHub.stall(forMs);
    this.toAgent.stall(forMs);
  }

  /** Everything under way is lost; each side learns of it after its own delay. */
  cut(hubHearsMs: number, agentHearsMs: number): void {
    this.toHub.cut(hubHearsMs);
    this.toAgent.cut(agentHearsMs);
  }
}

const kernelBufferBytes = 131_072;

/** One way: from `send` to the other side's listener. */
export class Direction {
  receiver: SocketListener | undefined;
  sender: SocketListener | undefined;
  /** Sees every frame as it is sent, and as it arrives. */
  spy: FrameSpy | undefined;
  readonly #clock: VirtualClock;
  readonly #link: LinkModel;
  readonly #waiting: { readonly frame: Uint8Array; readonly code?: number }[] = [];
  #waitingBytes = 0;
  #isSending = false;
  #resumesMs = 0;
  #isCut = false;

  constructor(clock: VirtualClock, link: LinkModel) {
    this.#clock = clock;
    this.#link = link;
  }

  get bufferedBytes(): number {
    return Math.max(0, this.#waitingBytes - kernelBufferBytes);
  }

  send(frame: Uint8Array): void {
    this.spy?.sent(frame);
    this.#push({ frame });
  }

  /** A close frame, after all that was sent. */
  close(code: number): void {
    this.#push({ frame: new Uint8Array(8), code });
  }

  stall(forMs: number): void {
    this.#resumesMs = this.#clock.nowMs + forMs;
  }

  cut(heardMs: number): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#clock.after(heardMs, () => this.receiver?.closed(undefined));
  }

  #push(item: { readonly frame: Uint8Array; readonly code?: number }): void {
    if (this.#isCut) return;
    this.#waiting.push(item);
    this.#waitingBytes += item.frame.length;
    this.#sendNext();
  }

  #sendNext(): void {
    const item = this.#waiting[0];
    if (this.#isSending || item === undefined) return;
    this.#isSending = true;
    this.#clock.after(item.frame.length / this.#link.bytesPerMs, () => this.#sent(item));
  }

  #sent(item: { readonly frame: Uint8Array; readonly code?: number }): void {
    if (this.#isCut) return;
    if (this.#clock.nowMs < this.#resumesMs) {
      if (Number.isFinite(this.#resumesMs)) {
        this.#clock.after(this.#resumesMs - this.#clock.nowMs, () => this.#sent(item));
      }
      return;
    }
    this.#isSending = false;
    this.#waiting.shift();
    this.#waitingBytes -= item.frame.length;
    this.#clock.after(this.#link.delayMs, () => this.#arrive(item));
    this.#sendNext();
    this.sender?.drained();
  }

  #arrive({ frame, code }: { readonly frame: Uint8Array; readonly code?: number }): void {
    if (this.#isCut) return;
    if (code === undefined) {
      this.spy?.arrived(frame);
      this.receiver?.message(frame);
    } else this.receiver?.closed(code);
  }
}
