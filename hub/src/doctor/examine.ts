import type { Settings } from "../config.ts";
import { ownWebBuild } from "../http/web-build.ts";
import { checkAddress, checkPublicUrl, checkTls } from "./check-network.ts";
import { checkData } from "./check-data.ts";
import { checkEncoding } from "./check-encoding.ts";
import { checkHub } from "./check-hub.ts";
import { type Finding, ok, warning } from "./finding.ts";

/** Looks at everything that serving with these settings needs, one thing after the other. */
export async function* examine(settings: Settings): AsyncGenerator<Finding> {
  yield* checkData(settings);
  const { isRunning, findings } = await checkHub(settings);
  yield* findings;
  if (!isRunning) yield await checkAddress(settings);
  yield* checkTls(settings);
  if (settings.publicUrl !== undefined) yield await checkPublicUrl(settings.publicUrl);
  yield* checkEncoding(settings);
  yield checkDashboard();
}

function checkDashboard(): Finding {
  if (ownWebBuild().isBuilt) return ok("dashboard", "is built");
  const fix = "Run `npm run setup` in the hub's folder.";
  return warning("dashboard", "is not built; the API works all the same", fix);
}
