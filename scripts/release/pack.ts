// pnpm pack-all: the npm packages, in .club/release unless a folder is named.
import { join, resolve } from "node:path";
import { root } from "../root.ts";
import { packPackages } from "./npm-packages.ts";

const [folder = join(root, ".club/release")] = process.argv.slice(2);
for (const { file, sha256 } of await packPackages(resolve(folder))) {
  process.stdout.write(`${sha256}  ${file}\n`);
}
