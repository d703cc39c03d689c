import type { MuxEndpoint } from "../../src/mux/mux-endpoint.ts";
import { decode } from "../../src/wire/decode.ts";
import { encode } from "../../src/wire/encode.ts";
import type { Message } from "../../src/wire/messages.ts";

/** One endpoint of the mux on a bench: frames by hand, a clock by hand, and everything that it tells, written down. */
export abstract class WiredEndpoint {
  abstract readonly endpoint: MuxEndpoint;
  readonly told: string[] = [];
  readonly faults: unknown[] = [];
  nowMs = 0;

  /** The other end says these. */
  hears(...messages: readonly (Message | Uint8Array)[]): void {
    for (const one of messages) {
      this.endpoint.receive(one instanceof Uint8Array ? one : encode(one), this.nowMs);
    }
  }

  /** What it has sent since it was last asked, PING and PONG apart. */
  sent(): readonly Message[] {
    const messages: Message[] = [];
    for (
      let frame = this.endpoint.nextFrame(this.nowMs);
      frame;
      frame = this.endpoint.nextFrame(this.nowMs)
    ) {
      const message = decode(frame);
      if (message && message.type !== "PING" && message.type !== "PONG") messages.push(message);
    }
    return messages;
  }

  passTo(nowMs: number): void {
    this.nowMs = nowMs;
    this.endpoint.tick(nowMs);
  }
}
