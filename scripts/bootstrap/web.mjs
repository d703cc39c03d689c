import { join } from "node:path";
import { SetupError, run, tail } from "./command.mjs";
import { pinnedNode } from "./node-packages.mjs";
import { filesIn, hasStamp, stampOf, writeStamp } from "./stamp.mjs";

/** Builds the dashboard into hub/web/dist, unless what is there was made from these very sources. */
export async function buildWeb() {
  const stamp = stampOf(sources());
  if (hasStamp(stampFile, stamp)) return;

  console.log("Building the dashboard into hub/web/dist …");
  const { ok, output } = await run(pinnedNode, [vite, "build", folder, "--logLevel", "warn"]);
  if (!ok) throw new SetupError(`Could not build the dashboard:\n${tail(output)}`);
  writeStamp(stampFile, stamp);
}

function sources() {
  const own = madeFrom.flatMap((name) => {
    const path = join(folder, name);
    return name.includes(".") ? [path] : filesIn(path);
  });
  return [...own, "pnpm-lock.yaml"];
}

const folder = "hub/web";
const madeFrom = ["src", "public", "index.html", "package.json", "vite.config.ts"];
const stampFile = "hub/web/dist/.built-from";
const vite = "hub/web/node_modules/vite/bin/vite.js";
