import { asFailure } from "@club/shared/wire/failures.ts";
import type { SettingsResult } from "../config/load-settings.ts";
import { readToken } from "../config/token-source.ts";
import { checkClock, checkToken, checkTunnel } from "./check-hub.ts";
import { checkFileModes } from "./check-file-modes.ts";
import { checkEngine, checkFfmpeg, checkGpus } from "./check-machine.ts";
import { checkNetwork } from "./check-network.ts";
import { bad, type Finding, ok, skipped } from "./finding.ts";

/** Looks at everything that serving needs, in the order in which one thing rests on another. */
export async function* examine(loaded: SettingsResult, version: string): AsyncGenerator<Finding> {
  if ("problems" in loaded) {
    for (const { where, what } of loaded.problems) {
      yield bad("configuration", `${where}: ${what}`, "correct it; nothing else can be looked at");
    }
    return;
  }
  const { hub, token, services, file } = loaded.settings;
  yield ok("configuration", file ?? "no file; flags and environment are enough");
  yield await checkFileModes(token.value);
  const network = await checkNetwork(hub.value);
  yield* network;
  if (network.some(({ result }) => result === "bad")) yield skipped("hub", "it cannot be reached");
  else yield* examineHub(hub.value, () => readToken(token.value), version);
  for (const { value } of services) yield await checkEngine(value);
  yield await checkFfmpeg();
  yield await checkGpus();
}

async function* examineHub(
  hub: URL,
  key: () => Promise<string>,
  version: string,
): AsyncGenerator<Finding> {
  yield await checkClock(hub, () => new Date());
  try {
    const token = await key();
    const known = await checkToken(hub, token);
    yield known;
    if (known.result === "ok") yield* await checkTunnel(hub, token, version);
    else yield skipped("upgrade", "the key is not good");
  } catch (thrown) {
    yield bad("token", asFailure(thrown).message, "club-agent login");
  }
}
