// What `npm run setup` compiles: hub and agent, each into its package's dist.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../root.ts";
import { bundleProgram } from "./bundle.ts";

for (const name of ["hub", "agent"] as const) {
  const folder = join(root, name, "dist");
  await rm(folder, { recursive: true, force: true });
  await bundleProgram(name, folder);
}
