import type { ServiceConfig } from "../engines/service-config.ts";
import type { TokenSource } from "./token-source.ts";

/** A value, and where it came from: `--hub`, `CLUB_HUB`, `/etc/club/agent.yaml:3`, `default`. */
export type Setting<T> = { readonly value: T; readonly from: string };

/** The whole configuration of `serve`, checked. */
export type Settings = {
  /** The hub's http(s) address. */
  readonly hub: Setting<URL>;
  /** What this agent is called at the hub; one name, one agent. */
  readonly name: Setting<string>;
  readonly token: Setting<TokenSource>;
  /** Whether plain http to another machine is accepted. */
  readonly insecure: Setting<boolean>;
  /** Which of the services are served. */
  readonly type: Setting<string>;
  readonly services: readonly Setting<ServiceConfig>[];
};
