import { setTimeout as sleep } from "node:timers/promises";
import type { WebSocket } from "ws";
import { Pump } from "../../src/channel/pump.ts";
import { WsChannel } from "../../src/channel/ws-channel.ts";
import { AgentEndpoint } from "../../src/mux/agent-endpoint.ts";
import type { AgentStream } from "../../src/mux/agent-stream.ts";
import { HubEndpoint } from "../../src/mux/hub-endpoint.ts";
import { noTelemetry, type Telemetry } from "../../src/mux/mux-endpoint.ts";
import { decode } from "../../src/wire/decode.ts";
import { closeCodes } from "../../src/wire/limits.ts";
import type { Hello } from "../../src/wire/messages.ts";
import { TcpProxy } from "./tcp-proxy.ts";
import { openWebSocket, webSocketServer } from "./web-sockets.ts";

/**
 * A hub's and an agent's endpoint over real sockets, through a proxy that can be bad to them. The
 * agent dials again for as long as it lives.
 */
export class RealTunnel implements AsyncDisposable {
  readonly hub: HubEndpoint;
  readonly agent: AgentEndpoint;
  readonly proxy: TcpProxy;
  /** Sockets on which the hub has said WELCOME. */
  welcomes = 0;
  readonly #serve: (stream: AgentStream) => void;
  readonly #closeServer: () => Promise<void>;
  readonly #stop = new AbortController();
  readonly #dialling: Promise<void>;
  #hubPump: Pump | undefined;
  #hubSocket: WebSocket | undefined;
  #agentSocket: WebSocket | undefined;
  #changed = Promise.withResolvers<void>();

  /** `serve` is the agent's user. Resolves when the agent has been welcomed. */
  static async open(
    serve: (stream: AgentStream) => void,
    hubTelemetry: Telemetry = noTelemetry,
  ): Promise<RealTunnel> {
    const { server, port, close } = await webSocketServer();
    const proxy = await TcpProxy.start(port);
    const tunnel = new RealTunnel(serve, proxy, close, hubTelemetry);
    server.on("connection", (socket) => {
      socket.on("error", () => socket.terminate());
      socket.once("message", (frame: Buffer) => tunnel.#greet(socket, decode(frame) as Hello));
    });
    await tunnel.until(() => tunnel.welcomes > 0);
    return tunnel;
  }

  private constructor(
    serve: (stream: AgentStream) => void,
    proxy: TcpProxy,
    closeServer: () => Promise<void>,
    telemetry: Telemetry,
  ) {
    this.#serve = serve;
    this.proxy = proxy;
    this.#closeServer = closeServer;
    this.hub = new HubEndpoint(
      { session: "session", hub: "hub", resumeToken: "token", random: Math.random, telemetry },
      { declared: () => undefined, draining: () => undefined, over: () => this.#change() },
      performance.now(),
    );
    this.agent = this.#newAgent();
    this.#dialling = this.#dial(this.#stop.signal);
  }

  /** The hub's socket of now. */
  get hubSocket(): WebSocket | undefined {
    return this.#hubSocket;
  }

  get agentSocket(): WebSocket | undefined {
    return this.#agentSocket;
  }

  /** Waits for a condition that a socket or an endpoint brings about. */
  async until(isTrue: () => boolean): Promise<void> {
    const signal = AbortSignal.timeout(60_000);
    while (!isTrue()) {
      await Promise.race([this.#changed.promise, sleep(5, undefined, { signal })]);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.agent.end(closeCodes.done, "");
    this.hub.end(closeCodes.done, "");
    this.#hubSocket?.terminate();
    this.#agentSocket?.terminate();
    await this.#dialling;
    await this.proxy.close();
    await this.#closeServer();
  }

  #newAgent(): AgentEndpoint {
    const service = {
      id: "tts",
      type: "tts",
      model: "tone",
      voices: [],
      features: [],
      slots: 256,
      ready: true,
      access: "members" as const,
    };
    return new AgentEndpoint(
      {
        instance: "instance",
        name: "agent",
        version: "1",
        services: [service],
        random: Math.random,
        telemetry: noTelemetry,
      },
      {
        welcomed: () => {
          this.welcomes += 1;
          this.#change();
        },
        opened: (stream) => this.#serve(stream),
        draining: () => undefined,
      },
    );
  }

  async #dial(signal: AbortSignal): Promise<void> {
    for (let epoch = 1; !signal.aborted; epoch++) {
      const socket = await openWebSocket(this.proxy.port).catch(() => undefined);
      if (socket === undefined) await sleep(20, undefined, { signal }).catch(() => undefined);
      if (socket === undefined) continue;
      this.#agentSocket = socket;
      this.agent.connect(epoch, performance.now());
      const pump = new Pump(this.agent, new WsChannel(socket));
      if (signal.aborted) pump.detach(closeCodes.done, "");
      await pump.closed;
      this.#change();
    }
  }

  #greet(socket: WebSocket, hello: Hello): void {
    this.#hubPump?.detach(closeCodes.superseded, "a newer socket is here");
    this.#hubSocket = socket;
    this.hub.connect(hello, hello.protocol.newest, performance.now());
    this.#hubPump = new Pump(this.hub, new WsChannel(socket));
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
