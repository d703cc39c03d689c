import type { ServiceConfig } from "../engines/service-config.ts";
import type { QuietPeriod } from "../availability/quiet-hours.ts";
import type { ListenAddress } from "./keys.ts";
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
  /** When no work is taken. */
  readonly quietHours: Setting<readonly QuietPeriod[]>;
  /** Minutes of audio a day; undefined: no bound. */
  readonly dailyAudioMinutes: Setting<number | undefined>;
  /** A program and its arguments: while it exits with 0, no work is taken. Empty: none. */
  readonly pauseWhile: Setting<readonly string[]>;
  /** Where `/livez`, `/readyz` and `/metrics` are served over TCP; undefined: nowhere. */
  readonly listen: Setting<ListenAddress | undefined>;
  readonly services: readonly Setting<ServiceConfig>[];
  /** The file that was read, if one was. */
  readonly file: string | undefined;
};
