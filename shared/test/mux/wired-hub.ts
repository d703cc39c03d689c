import type { HubStream } from "../../src/mux/hub-stream.ts";
import { HubEndpoint, type Request } from "../../src/mux/hub-endpoint.ts";
import { noTelemetry } from "../../src/mux/mux-endpoint.ts";
import type { Failure } from "../../src/wire/failures.ts";
import type { Hello, Message } from "../../src/wire/messages.ts";
import { samples } from "../wire/samples.ts";
import { WiredEndpoint } from "./wired-endpoint.ts";

/** A hub's endpoint on a bench: frames by hand, and everything that it tells, written down. */
export class WiredHub extends WiredEndpoint {
  readonly endpoint: HubEndpoint;
  readonly streams: HubStream[] = [];

  constructor() {
    super();
    this.endpoint = new HubEndpoint(
      {
        session: "session",
        hub: "hub",
        resumeToken: "token",
        random: () => 0.5,
        telemetry: noTelemetry,
      },
      {
        declared: (services) => this.told.push(`declared ${services.length}`),
        draining: () => this.told.push("draining"),
        over: (failure) => this.told.push(`over ${failure.code}`),
        faulted: (thrown) => this.faults.push(thrown),
      },
      0,
    );
  }

  connect(fields: Partial<Hello> = {}): void {
    const hello = samples["HELLO, first socket"] as Hello;
    this.endpoint.connect({ ...hello, ...fields }, 1, this.nowMs);
    this.sent();
  }

  /** Opens a stream, the first of which has id 1. */
  open(fields: Partial<Request> = {}): HubStream {
    const id = this.streams.length + 1;
    const stream = this.endpoint.open(
      {
        request: `r${id}`,
        service: "tts",
        text: "Hi.",
        parameters: {},
        deadlineMs: 60_000,
        ...fields,
      },
      {
        accepted: () => this.told.push(`${id} accepted`),
        readable: () => this.told.push(`${id} readable`),
        ended: () => this.told.push(`${id} ended`),
        failed: (failure: Failure) => this.told.push(`${id} failed ${failure.code}`),
        closed: () => this.told.push(`${id} closed`),
      },
      this.nowMs,
    );
    this.streams.push(stream);
    return stream;
  }
}

export const accept: Message = { type: "ACCEPT", stream: 1, rateHz: 24_000, channels: 1 };

export function data(offset: number, length: number, stream = 1): Message {
  return { type: "DATA", stream, offset, bytes: new Uint8Array(length) };
}

export function end(bytes: number, stream = 1): Message {
  return { type: "END", stream, bytes, facts: {} };
}

export function reset(stream = 1): Message {
  return { type: "RESET", stream, code: "ENGINE_FAILED", elsewhere: true, message: "" };
}
