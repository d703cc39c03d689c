import { setTimeout as sleep } from "node:timers/promises";
import { Pump } from "@club/shared/channel/pump.ts";
import { WsChannel } from "@club/shared/channel/ws-channel.ts";
import { HubEndpoint } from "@club/shared/mux/hub-endpoint.ts";
import type { HubStream } from "@club/shared/mux/hub-stream.ts";
import { noTelemetry } from "@club/shared/mux/mux-endpoint.ts";
import { decode } from "@club/shared/wire/decode.ts";
import type { Hello } from "@club/shared/wire/messages.ts";
import { webSocketServer } from "../../../shared/test/channel/web-sockets.ts";

/** A hub that is nothing but its tunnels. */
export class BenchHub implements AsyncDisposable {
  readonly ends: HubEndpoint[] = [];
  readonly #sockets: Awaited<ReturnType<typeof webSocketServer>>;

  static async listen(): Promise<BenchHub> {
    return new BenchHub(await webSocketServer());
  }

  constructor(sockets: Awaited<ReturnType<typeof webSocketServer>>) {
    this.#sockets = sockets;
    sockets.server.on("connection", (socket) => {
      socket.once("message", (frame: Buffer) => {
        const end = newEnd();
        const hello = decode(frame) as Hello;
        end.connect(hello, hello.protocol.newest, performance.now());
        void new Pump(end, new WsChannel(socket)).closed;
        this.ends.push(end);
      });
    });
  }

  get port(): number {
    return this.#sockets.port;
  }

  /** Waits for so many agents, and returns the first one's end. */
  async agents(count: number): Promise<HubEndpoint> {
    while (this.ends.length < count) await sleep(10);
    const [first] = this.ends;
    if (first === undefined) throw new Error("no agent");
    return first;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const end of this.ends) end.end(1000, "");
    await this.#sockets.close();
  }
}

export type Reading = {
  readonly stream: HubStream;
  bytes: number;
  /** From the OPEN to the first audio. */
  readonly firstMs: Promise<number>;
};

/** Opens a stream; its engine writes without end. */
export function read(end: HubEndpoint, isRead = true): Reading {
  const openedMs = performance.now();
  const first = Promise.withResolvers<number>();
  const stream = end.open(
    { request: "r", service: "tts", text: "Hello.", parameters: {}, deadlineMs: 3_600_000 },
    {
      accepted: () => undefined,
      readable: () => {
        first.resolve(performance.now() - openedMs);
        if (!isRead) return;
        for (let piece = stream.take(); piece !== undefined; piece = stream.take()) {
          reading.bytes += piece.length;
          stream.release(piece.length);
        }
      },
      ended: () => undefined,
      failed: () => undefined,
      closed: () => undefined,
    },
    openedMs,
  );
  const reading: Reading = { stream, bytes: 0, firstMs: first.promise };
  return reading;
}

function newEnd(): HubEndpoint {
  return new HubEndpoint(
    {
      session: "session",
      hub: "hub",
      resumeToken: "token",
      random: Math.random,
      telemetry: noTelemetry,
    },
    { declared: () => undefined, draining: () => undefined, over: () => undefined },
    performance.now(),
  );
}
