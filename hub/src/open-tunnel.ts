import proxyaddr from "@fastify/proxy-addr";
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Logger } from "pino";
import type { AccountServices } from "./account-services.ts";
import type { Clock } from "./clock.ts";
import type { Settings } from "./config.ts";
import type { MarkStore } from "./store/mark-store.ts";
import type { Metrics } from "./metrics.ts";
import { AgentListener } from "./providers/agent-listener.ts";
import { MachineBook } from "./providers/machine-book.ts";
import { Registry } from "./providers/registry.ts";

/** Where agents attach, and who serves what. */
export interface Tunnel extends Disposable {
  readonly registry: Registry;
  readonly machines: MachineBook;
  readonly agentListener: AgentListener;
  /** The address behind a request, as far as the proxies in front are trusted. */
  readonly addressOf: (request: IncomingMessage) => string;
}

export type TunnelOptions = Pick<AccountServices, "accounts" | "authenticator"> & {
  readonly settings: Settings;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly clock: Clock;
  readonly marks: MarkStore;
};

export async function openTunnel(options: TunnelOptions): Promise<Tunnel> {
  const { accounts, authenticator, settings, metrics, log, clock } = options;
  const registry = new Registry();
  const machines = await MachineBook.open({ ...options, registry });
  const addressOf = addressReader(settings.trustedProxies);
  const agentListener = new AgentListener({
    accounts,
    authenticator,
    registry,
    clock,
    maxAgentsPerUser: settings.maxAgentsPerUser,
    hubId: randomUUID(),
    telemetry: metrics.telemetry,
    log,
    addressOf,
  });
  return {
    registry,
    machines,
    agentListener,
    addressOf,
    [Symbol.dispose]: () => {
      agentListener.close();
      machines[Symbol.dispose]();
    },
  };
}

function addressReader(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const isTrusted = proxyaddr.compile([...trustedProxies]);
  return (request) => proxyaddr(request, isTrusted);
}
