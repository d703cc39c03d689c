import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { type LinkShape, ShapedPipe } from "./shaped-pipe.ts";

/** A bad network on loopback, between whoever connects to `port` and a server behind it. */
export class TcpProxy implements AsyncDisposable {
  /** Connections that it has taken so far. */
  connections = 0;
  readonly #server: Server;
  readonly #targetPort: number;
  readonly #links = new Set<Link>();
  #shape: LinkShape = { megabitsPerS: Number.POSITIVE_INFINITY, delayMs: 0, isStopped: false };
  #isRefusing = false;

  /** Listens on a free port; wait for it before connecting. */
  static async start(targetPort: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(targetPort);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  private constructor(targetPort: number) {
    this.#targetPort = targetPort;
    this.#server = createServer((client) => this.#take(client));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Slows every connection, each way, in rate and by delay (0.1 s of delay each way is 200 ms of round trip). */
  slow(shape: { readonly megabitsPerS?: number; readonly delayMs?: number }): void {
    this.#reshape(shape);
  }

  /** Bytes stop both ways, without a word to either side; `heal` lets them go on. */
  blackhole(): void {
    this.#reshape({ isStopped: true });
  }

  heal(): void {
    this.#isRefusing = false;
    this.#reshape({ isStopped: false });
  }

  /** Every connection is reset, on both sides. */
  cut(): void {
    for (const link of this.#links) link.reset(["client", "server"]);
  }

  /** The same, and nobody gets through until `heal`. */
  unplug(): void {
    this.#isRefusing = true;
    this.cut();
  }

  /** That side of every connection is gone; the other side does not learn of it. */
  halfOpen(gone: "client" | "server"): void {
    for (const link of this.#links) link.reset([gone]);
  }

  async close(): Promise<void> {
    for (const link of this.#links) link.reset(["client", "server"]);
    this.#server.close();
    await once(this.#server, "close");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #reshape(change: Partial<LinkShape>): void {
    this.#shape = { ...this.#shape, ...change };
    for (const link of this.#links) link.reshape(this.#shape);
  }

  #take(client: Socket): void {
    this.connections += 1;
    if (this.#isRefusing) {
      client.resetAndDestroy();
      return;
    }
    const server = connect(this.#targetPort, "127.0.0.1");
    const link = new Link(client, server, this.#shape);
    this.#links.add(link);
    void Promise.all([closed(client), closed(server)]).then(() => this.#links.delete(link));
  }
}

/** One connection through the proxy. */
class Link {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #pipes: readonly ShapedPipe[];

  constructor(client: Socket, server: Socket, shape: LinkShape) {
    this.#client = client;
    this.#server = server;
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on("error", () => socket.destroy());
    }
    this.#pipes = [new ShapedPipe(client, server, shape), new ShapedPipe(server, client, shape)];
  }

  reshape(shape: LinkShape): void {
    for (const pipe of this.#pipes) pipe.reshape(shape);
  }

  reset(sides: readonly ("client" | "server")[]): void {
    for (const pipe of this.#pipes) pipe.swallow();
    if (sides.includes("client")) this.#client.resetAndDestroy();
    if (sides.includes("server")) this.#server.resetAndDestroy();
  }
}

async function closed(socket: Socket): Promise<void> {
  if (!socket.closed) await once(socket, "close").catch(() => undefined);
}
