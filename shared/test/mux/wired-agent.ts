import { AgentEnd } from "../../src/mux/agent-end.ts";
import type { AgentStream } from "../../src/mux/agent-stream.ts";
import { noTelemetry, type Telemetry } from "../../src/mux/mux-end.ts";
import { decode } from "../../src/wire/decode.ts";
import { encode } from "../../src/wire/encode.ts";
import type { Hello, Message, Open, Welcome } from "../../src/wire/messages.ts";
import { samples } from "../wire/samples.ts";

/** An agent's end on a bench: frames by hand, and everything that it tells, written down. */
export class WiredAgent {
  readonly end: AgentEnd;
  readonly told: string[] = [];
  readonly streams: AgentStream[] = [];
  nowMs = 0;
  #epoch = 0;

  /** It declares one service with two slots. */
  constructor(telemetry: Telemetry = noTelemetry) {
    const { services } = samples["HELLO, first socket"] as Hello;
    this.end = new AgentEnd(
      { instance: "i", name: "n", version: "1", services, random: () => 0.5, telemetry },
      {
        welcomed: (_, isResumed) => this.told.push(isResumed ? "resumed" : "welcomed"),
        opened: (stream) => this.#opened(stream),
        draining: () => this.told.push("draining"),
      },
    );
  }

  /** A socket, up to and with HELLO. */
  dial(): Hello {
    this.#epoch += 1;
    this.end.connect(this.#epoch, this.nowMs);
    return this.sent()[0] as Hello;
  }

  /** A socket, up to and with WELCOME. */
  connect(fields: Partial<Welcome> = {}): void {
    this.dial();
    this.hears({ ...(samples["WELCOME, new session"] as Welcome), ...fields });
  }

  /** The hub says these. */
  hears(...messages: readonly (Message | Uint8Array)[]): void {
    for (const one of messages) {
      this.end.receive(one instanceof Uint8Array ? one : encode(one), this.nowMs);
    }
  }

  /** What it has sent since it was last asked, PING and PONG apart. */
  sent(): readonly Message[] {
    const messages: Message[] = [];
    for (
      let frame = this.end.nextFrame(this.nowMs);
      frame;
      frame = this.end.nextFrame(this.nowMs)
    ) {
      const message = decode(frame);
      if (message && message.type !== "PING" && message.type !== "PONG") messages.push(message);
    }
    return messages;
  }

  passTo(nowMs: number): void {
    this.nowMs = nowMs;
    this.end.tick(nowMs);
  }

  #opened(stream: AgentStream): void {
    const { id } = stream;
    this.told.push(`${id} opened`);
    this.streams.push(stream);
    stream.listen({
      cancelled: (failure) => this.told.push(`${id} cancelled ${failure.code}`),
      writable: () => this.told.push(`${id} writable`),
      promptReadable: () => this.told.push(`${id} prompt`),
    });
  }
}

export function open(stream: number, fields: Partial<Open> = {}): Open {
  return { ...(samples["OPEN"] as Open), stream, ...fields };
}
