import type { Settings } from "../config.ts";
import { askStatus } from "../status/local-socket.ts";
import { bad, type Finding, ok, warning } from "./finding.ts";

type Hub = { readonly isRunning: boolean; readonly findings: readonly Finding[] };

/** The hub that runs on the folder, if there is one: what it says of itself, and who is attached. */
export async function checkHub({ data }: Pick<Settings, "data">): Promise<Hub> {
  const status = await askStatus(data).catch(() => undefined);
  if (status === undefined) {
    const fix = `club-hub serve --data ${data}`;
    return { isRunning: false, findings: [warning("hub", "is not running", fix)] };
  }
  const { state, url, version, reasons, warnings, providers } = status;
  const fix = "See `club-hub status` and the hub's log.";
  const ready = ok("hub", `${version} is serving at ${url}`);
  const faults = reasons.map((reason) => bad("hub", reason, fix));
  const online = providers.filter((one) => one.state === "online").length;
  const machines =
    online > 0
      ? ok("machines", `${online} connected`)
      : warning("machines", "none is connected", "Add one on the dashboard's page Providers.");
  return {
    isRunning: true,
    findings: [
      ...(state === "ready" ? [ready] : faults),
      ...warnings.map((one) => warning("hub", one, fix)),
      machines,
    ],
  };
}
