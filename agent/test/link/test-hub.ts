import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Pump } from "@club/shared/channel/pump.ts";
import { socketOptions, WsChannel } from "@club/shared/channel/ws-channel.ts";
import { HubEndpoint, type Request } from "@club/shared/mux/hub-endpoint.ts";
import { noTelemetry } from "@club/shared/mux/mux-endpoint.ts";
import { decode } from "@club/shared/wire/decode.ts";
import type { Hello, ServiceDeclaration } from "@club/shared/wire/messages.ts";
import { type WebSocket, WebSocketServer } from "ws";
import { Heard } from "./heard.ts";

/** What a hub does with the next agents that come. */
export type Welcome =
  | { readonly at: "welcome" }
  | { readonly at: "refuse"; readonly status: number; readonly headers?: Record<string, string> }
  | { readonly at: "close"; readonly code: number; readonly reason: string };

/** A hub of the tests' own: shared's endpoint of the tunnel behind a real server that knows every key. */
export class TestHub implements AsyncDisposable {
  welcome: Welcome = { at: "welcome" };
  /** Bearer tokens of the upgrades, in order. */
  readonly tokens: string[] = [];
  readonly hellos: Hello[] = [];
  /** The latest declaration. */
  services: readonly ServiceDeclaration[] = [];
  drained = 0;
  endpoint: HubEndpoint | undefined;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ ...socketOptions, noServer: true });
  readonly #open = new Set<WebSocket>();
  #pump: Pump | undefined;
  #token = "";

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<TestHub> {
    const server = createServer((request, response) =>
      response.writeHead(request.url === "/v1/models" ? 200 : 404).end("{}"),
    );
    const hub = new TestHub(server);
    server.on("upgrade", (request, socket, head) => {
      hub.tokens.push((request.headers.authorization ?? "").replace("Bearer ", ""));
      if (hub.welcome.at === "refuse") {
        const { status, headers = {} } = hub.welcome;
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
        const body = JSON.stringify({ error: { message: "no room here" } });
        socket.end(
          `HTTP/1.1 ${status} No\r\nconnection: close\r\ncontent-length: ${body.length}\r\n${lines.join("")}\r\n${body}`,
        );
        return;
      }
      hub.#sockets.handleUpgrade(request, socket, head, (ws) => hub.#greet(ws));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return hub;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get isUsable(): boolean {
    return this.endpoint?.usable(performance.now()) === true;
  }

  /** Asks for an utterance and hears it. */
  speak(text: string, request: Partial<Request> = {}): Heard {
    const heard = new Heard();
    const whole: Request = {
      request: "req-1",
      service: this.services[0]?.id ?? "",
      text,
      parameters: {},
      deadlineMs: 60_000,
      ...request,
    };
    if (this.endpoint === undefined) throw new Error("no agent is here");
    heard.listenTo(this.endpoint.open(whole, heard, performance.now()));
    return heard;
  }

  /** Cuts the agent's connections without a word. */
  cut(): void {
    for (const socket of this.#open) socket.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
    clearTimeout(this.#downTimer);
  }

  #downTimer: NodeJS.Timeout | undefined;

  #greet(ws: WebSocket): void {
    this.#open.add(ws);
    ws.once("close", () => this.#open.delete(ws));
    ws.once("message", (first: Buffer) => {
      const hello = decode(first);
      if (hello?.type !== "HELLO") throw new Error("HELLO comes first");
      this.hellos.push(hello);
      if (this.welcome.at === "close") ws.close(this.welcome.code, this.welcome.reason);
      else this.#connect(hello, ws);
    });
  }

  #connect(hello: Hello, ws: WebSocket): void {
    this.services = hello.services;
    const isSame = this.endpoint !== undefined && hello.resume?.token === this.#token;
    if (isSame) this.#pump?.detach(4409, "superseded");
    const endpoint = isSame && this.endpoint !== undefined ? this.endpoint : this.#newEndpoint();
    this.endpoint = endpoint;
    endpoint.connect(hello, hello.protocol.newest, performance.now());
    this.#pump = new Pump(endpoint, new WsChannel(ws));
    void this.#pump.closed.then(() => {
      const timerMs = endpoint.timerMs();
      if (timerMs === undefined) return;
      this.#downTimer = setTimeout(
        () => endpoint.tick(performance.now()),
        timerMs - performance.now(),
      );
      this.#downTimer.unref();
    });
  }

  #newEndpoint(): HubEndpoint {
    this.#token = `resume-${this.hellos.length}`;
    return new HubEndpoint(
      {
        session: `session-${this.hellos.length}`,
        hub: "test",
        resumeToken: this.#token,
        random: Math.random,
        telemetry: noTelemetry,
      },
      {
        declared: (services) => {
          this.services = services;
        },
        draining: () => {
          this.drained += 1;
        },
        over: () => undefined,
      },
      performance.now(),
    );
  }
}
