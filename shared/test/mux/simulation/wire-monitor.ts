import { decode } from "../../../src/wire/decode.ts";
import { limits } from "../../../src/wire/limits.ts";
import type { Message, StreamPosition } from "../../../src/wire/messages.ts";
import type { FrameSpy, SimulatedSocket } from "./simulated-socket.ts";

/**
 * Watches one socket from outside, and trusts neither endpoint: no sender goes beyond the credit that has
 * reached it, offsets have no gap, and nothing follows a stream's closing frame.
 */
export class WireMonitor {
  readonly faults: string[] = [];
  readonly #hub = new SenderBooks();
  readonly #agent = new SenderBooks();

  constructor(socket: SimulatedSocket) {
    socket.toHub.spy = this.#spyOn(this.#agent, this.#hub);
    socket.toAgent.spy = this.#spyOn(this.#hub, this.#agent);
  }

  /** Bytes that each sender may still send on the connection. */
  get connectionCredit(): { readonly hub: number; readonly agent: number } {
    return { hub: this.#hub.connectionCredit, agent: this.#agent.connectionCredit };
  }

  #spyOn(sender: SenderBooks, receiver: SenderBooks): FrameSpy {
    return {
      sent: (frame) => this.#note(sender.sent(decode(frame))),
      arrived: (frame) => receiver.heard(decode(frame)),
    };
  }

  #note(fault: string | undefined): void {
    if (fault !== undefined) this.faults.push(fault);
  }
}

/** What one sender may do, by all that it has been told. */
class SenderBooks {
  connectionCredit: number = limits.connectionWindowBytes;
  readonly #limits = new Map<number, number>();
  readonly #offsets = new Map<number, number>();
  readonly #ended = new Set<number>();

  /** A frame reached this sender. */
  heard(message: Message | undefined): void {
    if (message?.type === "OPEN") this.#limits.set(message.stream, limits.streamWindowBytes);
    if (message?.type === "WELCOME") this.#position(message.streams ?? []);
    if (message?.type === "HELLO") this.#position(message.resume?.streams ?? []);
    if (message?.type !== "WINDOW") return;
    if (message.stream === 0) this.connectionCredit += message.credit;
    else this.#limits.set(message.stream, this.#limit(message.stream) + message.credit);
  }

  /** It sends a frame; tells what is wrong with that. */
  sent(message: Message | undefined): string | undefined {
    if (message === undefined || !("stream" in message) || message.stream === 0) return undefined;
    const { stream, type } = message;
    if (this.#ended.has(stream)) return `${type} after the closing frame of stream ${stream}`;
    if (type === "END" || type === "RESET") this.#ended.add(stream);
    if (type !== "DATA" && type !== "PROMPT") return undefined;
    const end = message.offset + message.bytes.length;
    this.connectionCredit -= message.bytes.length;
    if (this.connectionCredit < 0) return "data beyond the connection window";
    if (end > this.#limit(stream)) return `data beyond the window of stream ${stream}`;
    if (message.offset !== (this.#offsets.get(stream) ?? 0)) return `a gap in stream ${stream}`;
    this.#offsets.set(stream, end);
    return undefined;
  }

  #position(positions: readonly StreamPosition[]): void {
    for (const { stream, received, limit } of positions) {
      this.#limits.set(stream, limit);
      this.#offsets.set(stream, received);
    }
  }

  #limit(stream: number): number {
    return this.#limits.get(stream) ?? 0;
  }
}
