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
  readonly endpoints: HubEndpoint[] = [];
  readonly #sockets: Awaited<ReturnType<typeof webSocketServer>>;

  static async listen(): Promise<BenchHub> {
    return new BenchHub(await webSocketServer());
  }

  constructor(sockets: Awaited<ReturnType<typeof webSocketServer>>) {
    this.#sockets = sockets;
    sockets.server.on("connection", (socket, request) => {
      socket.once("message", (frame: Buffer) => {
        const endpoint = newEndpoint();
        const hello = decode(frame) as Hello;
        endpoint.connect(hello, hello.protocol.newest, performance.now());
        void new Pump(endpoint, new WsChannel(socket, request.socket)).closed;
        this.endpoints.push(endpoint);
      });
    });
  }

  get port(): number {
    return this.#sockets.port;
  }

  /** Waits for so many agents, and returns the first one's endpoint. */
  async agents(count: number): Promise<HubEndpoint> {
    while (this.endpoints.length < count) await sleep(10);
    const [first] = this.endpoints;
    if (first === undefined) throw new Error("no agent");
    return first;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const endpoint of this.endpoints) endpoint.end(1000, "");
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
export function read(endpoint: HubEndpoint, isRead = true): Reading {
  const openedMs = performance.now();
  const first = Promise.withResolvers<number>();
  const stream = endpoint.open(
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

function newEndpoint(): HubEndpoint {
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
