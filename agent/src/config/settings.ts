import type { ServiceConfig } from "../engines/service-config.ts";
import type { SettingName, Values } from "./settings-table.ts";
import type { TokenSource } from "./token-source.ts";

/** A value, and where it came from: `--hub`, `CLUB_HUB`, `/etc/club/agent.yaml:3`, `default`. */
export type Setting<T> = { readonly value: T; readonly from: string };

/** The whole configuration of `serve`, checked. */
export type Settings = {
  readonly [K in Exclude<SettingName, "hub" | "tokenFile">]: Setting<Values[K]>;
} & {
  readonly hub: Setting<URL>;
  readonly token: Setting<TokenSource>;
  readonly services: readonly Setting<ServiceConfig>[];
  /** The file that was read, if one was. */
  readonly file: string | undefined;
};
