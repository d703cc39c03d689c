import { utimesSync } from "node:fs";
import { join } from "node:path";
import { SetupError, root, run, tail } from "./command.mjs";
import { pinnedNode } from "./node-packages.mjs";
import { filesIn, hasStamp, stampOf, writeStamp } from "./stamp.mjs";

/**
 * Compiles hub and agent into their dist folders, unless what is there was made from these very sources.
 * Their programs run without it, from the sources: slower to start, and with half as much memory again.
 */
export async function compilePrograms() {
  const stamp = stampOf([...madeFrom.flatMap(filesIn), compiler, "pnpm-lock.yaml"]);
  if (hasStamp(stampFile, stamp)) return markCurrent();

  console.log("Compiling hub and agent …");
  const { ok, output } = await run(pinnedNode, [join(root, "scripts/release/compile.ts")]);
  if (!ok) throw new SetupError(`Could not compile hub and agent:\n${tail(output)}`);
  writeStamp(stampFile, stamp);
}

/** A program goes by the times of its files, which a change of branch and back has renewed. */
function markCurrent() {
  const now = new Date();
  for (const file of compiled) utimesSync(join(root, file), now, now);
}

const madeFrom = ["hub/src", "agent/src", "shared/src"];
const compiler = "scripts/release/bundle.ts";
const compiled = ["hub/dist/main.js", "agent/dist/main.js"];
const stampFile = "hub/dist/.built-from";
