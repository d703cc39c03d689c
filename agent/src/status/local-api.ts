import type { Paths } from "../config/paths.ts";
import type { ListenAddress } from "../config/value-schemas.ts";
import { type AgentControls, controlRoutes, probeRoutes } from "./local-routes.ts";
import { type LocalServer, serveAddress, serveSocket } from "./local-server.ts";
import { drainingSocketPath, socketPath } from "./socket-path.ts";

export type LocalApiOptions = {
  readonly paths: Paths;
  readonly name: string;
  /** Where probes and metrics are served besides; undefined: nowhere. */
  readonly listen: ListenAddress | undefined;
};

/** Where a running agent answers on its machine: its socket, and an address for probes. */
export class LocalApi implements AsyncDisposable {
  readonly #options: LocalApiOptions;
  readonly #agent: AgentControls;
  readonly #servers = new AsyncDisposableStack();
  #named: readonly LocalServer[] = [];

  private constructor(options: LocalApiOptions, agent: AgentControls) {
    this.#options = options;
    this.#agent = agent;
  }

  /** Throws CONFLICT when an agent of this name runs, or the address is taken. */
  static async open(options: LocalApiOptions, agent: AgentControls): Promise<LocalApi> {
    const { paths, name, listen } = options;
    const api = new LocalApi(options, agent);
    try {
      const socket = await serveSocket(socketPath(paths, name), controlRoutes(agent));
      api.#named = [api.#servers.use(socket)];
      if (listen === undefined) return api;
      const address = await serveAddress(listen, probeRoutes(agent));
      api.#named = [socket, api.#servers.use(address)];
      return api;
    } catch (thrown) {
      await api[Symbol.asyncDispose]();
      throw thrown;
    }
  }

  /**
   * Leaves name and address to the agent that comes next, and answers at a socket of this process
   * alone, so that `status` still shows what is being finished.
   */
  async giveUpName(): Promise<void> {
    const { paths, name } = this.#options;
    for (const server of this.#named) server.leave();
    const place = drainingSocketPath(paths, name, process.pid);
    const server = await serveSocket(place, controlRoutes(this.#agent));
    // The agent may have stopped meanwhile.
    if (this.#servers.disposed) await server[Symbol.asyncDispose]();
    else this.#servers.use(server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#servers.disposeAsync();
  }
}
