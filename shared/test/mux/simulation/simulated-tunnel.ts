import { AgentEndpoint } from "../../../src/mux/agent-endpoint.ts";
import type { AgentStream } from "../../../src/mux/agent-stream.ts";
import { HubEndpoint } from "../../../src/mux/hub-endpoint.ts";
import { noTelemetry } from "../../../src/mux/mux-endpoint.ts";
import { decode } from "../../../src/wire/decode.ts";
import type { Failure } from "../../../src/wire/failures.ts";
import type { Hello } from "../../../src/wire/messages.ts";
import { randomFrom } from "./random-from.ts";
import { joinPump } from "./simulated-pump.ts";
import { type LinkModel, SimulatedSocket } from "./simulated-socket.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** What one utterance came to at the hub. */
export type Talk = {
  bytes: number;
  /** From the OPEN to the first audio. */
  firstAudioMs: number | undefined;
  failure: Failure | undefined;
};

export type TalkOptions = {
  /** Whether the hub's reader takes anything. */
  readonly isRead: boolean;
  /** Bytes of the utterance; without it there is no end to it. */
  readonly bytes?: number;
};

/** One socket between one hub and one agent, whose engines write as fast as they may. */
export class SimulatedTunnel {
  readonly clock: VirtualClock = new VirtualClock();
  readonly socket: SimulatedSocket;
  readonly hub: HubEndpoint;
  readonly agent: AgentEndpoint;
  /** What each side gave as its own reason to close, and when. */
  readonly closes: {
    readonly side: "hub" | "agent";
    readonly code: number;
    readonly atMs: number;
  }[] = [];
  readonly #plans = new Map<string, TalkOptions>();

  constructor(up: LinkModel, down: LinkModel = up) {
    const random = randomFrom(1);
    const telemetry = noTelemetry;
    this.socket = new SimulatedSocket(this.clock, up, down);
    this.hub = new HubEndpoint(
      { session: "session", hub: "hub", resumeToken: "token", random, telemetry },
      { declared: () => undefined, draining: () => undefined, over: () => undefined },
      0,
    );
    const services = [
      {
        id: "tts",
        type: "tts",
        model: "tone",
        voices: [],
        features: [],
        slots: 64,
        ready: true,
        access: "members" as const,
      },
    ];
    this.agent = new AgentEndpoint(
      { instance: "instance", name: "agent", version: "1", services, random, telemetry },
      {
        welcomed: () => undefined,
        opened: (stream) => this.#speak(stream),
        draining: () => undefined,
      },
    );
    this.#connect();
  }

  /** Opens a stream now. */
  talk(options: TalkOptions): Talk {
    const talk: Talk = { bytes: 0, firstAudioMs: undefined, failure: undefined };
    const openedMs = this.clock.nowMs;
    const request = `talk-${this.#plans.size}`;
    this.#plans.set(request, options);
    const stream = this.hub.open(
      { request, service: "tts", text: "Hello.", parameters: {}, deadlineMs: 3_600_000 },
      {
        accepted: () => undefined,
        readable: () => {
          talk.firstAudioMs ??= this.clock.nowMs - openedMs;
          if (!options.isRead) return;
          for (let piece = stream.take(); piece !== undefined; piece = stream.take()) {
            talk.bytes += piece.length;
            stream.release(piece.length);
          }
        },
        ended: () => undefined,
        failed: (failure) => {
          talk.failure = failure;
        },
        closed: () => undefined,
      },
      this.clock.nowMs,
    );
    return talk;
  }

  /** Lets so much time pass. */
  pass(ms: number): void {
    const untilMs = this.clock.nowMs + ms;
    this.clock.run(() => false, untilMs);
    this.clock.nowMs = untilMs;
  }

  #connect(): void {
    const { clock, socket, agent, hub } = this;
    agent.connect(1, 0);
    const lost = (side: "hub" | "agent") => (code: number | undefined) => {
      if (code !== undefined) this.closes.push({ side, code, atMs: clock.nowMs });
    };
    joinPump(clock, agent, socket.toAgent, socket.toHub, lost("agent"));
    socket.toHub.receiver = {
      message: (frame) => {
        hub.connect(decode(frame) as Hello, 1, clock.nowMs);
        joinPump(clock, hub, socket.toHub, socket.toAgent, lost("hub"));
      },
      drained: () => undefined,
      closed: () => undefined,
    };
    this.pass(1_000);
  }

  #speak(stream: AgentStream): void {
    let left = this.#plans.get(stream.request.request)?.bytes ?? Number.POSITIVE_INFINITY;
    const write = (): void => {
      while (stream.room > 0 && left > 0) {
        const pcm = new Uint8Array(Math.min(stream.room, left, 8_192));
        left -= pcm.length;
        stream.write(pcm);
      }
      if (left === 0) stream.end({});
    };
    stream.listen({
      cancelled: () => stream.end({}),
      writable: write,
      promptReadable: () => undefined,
    });
    stream.accept({ rateHz: 24_000, channels: 1 });
    write();
  }
}
