import { createEngine } from "../../src/engines/create-engine.ts";
import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import { serviceConfigSchema } from "../../src/engines/service-config-schema.ts";
import type { FaultyServer, Patience, ServerSubject, Subject } from "./contract.ts";
import { toneOf } from "./stand-ins/tone.ts";

export type Setup<Server> = {
  readonly start: () => Promise<Server>;
  /** The service's settings as a file would have them. */
  readonly settings: (server: Server) => Readonly<Record<string, unknown>>;
  readonly voice?: string;
  readonly format: PcmFormat;
  readonly pcmOf?: Subject["pcmOf"];
};

/** How a subject of the contract is made: a stand-in, and the engine that is configured for it. */
export function serving<Server extends FaultyServer & AsyncDisposable>(
  setup: Setup<Server>,
): (patience?: Patience) => Promise<Omit<ServerSubject, "server"> & { readonly server: Server }> {
  return async (patience = {}) => {
    const server = await setup.start();
    const config = serviceConfigSchema.parse({ ...setup.settings(server), ...patience });
    return {
      engine: createEngine(config),
      server,
      format: setup.format,
      pcmOf: setup.pcmOf ?? ((text) => toneOf(text)),
      ...(setup.voice === undefined ? {} : { voice: setup.voice }),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  };
}
