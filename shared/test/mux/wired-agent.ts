import { AgentEndpoint } from "../../src/mux/agent-endpoint.ts";
import type { AgentStream } from "../../src/mux/agent-stream.ts";
import { noTelemetry, type Telemetry } from "../../src/mux/mux-endpoint.ts";
import type { Hello, Open, Welcome } from "../../src/wire/messages.ts";
import { samples } from "../wire/samples.ts";
import { WiredEndpoint } from "./wired-endpoint.ts";

/** An agent's endpoint on a bench: frames by hand, and everything that it tells, written down. */
export class WiredAgent extends WiredEndpoint {
  readonly endpoint: AgentEndpoint;
  readonly streams: AgentStream[] = [];
  #epoch = 0;

  /** It declares one service with two slots. */
  constructor(telemetry: Telemetry = noTelemetry) {
    super();
    const { services } = samples["HELLO, first socket"] as Hello;
    this.endpoint = new AgentEndpoint(
      { instance: "i", name: "n", version: "1", services, random: () => 0.5, telemetry },
      {
        welcomed: (_, isResumed) => this.told.push(isResumed ? "resumed" : "welcomed"),
        opened: (stream) => this.#opened(stream),
        draining: () => this.told.push("draining"),
        faulted: (thrown) => this.faults.push(thrown),
      },
    );
  }

  /** A socket, up to and with HELLO. */
  dial(): Hello {
    this.#epoch += 1;
    this.endpoint.connect(this.#epoch, this.nowMs);
    return this.sent()[0] as Hello;
  }

  /** A socket, up to and with WELCOME. */
  connect(fields: Partial<Welcome> = {}): void {
    this.dial();
    this.hears({ ...(samples["WELCOME, new session"] as Welcome), ...fields });
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
