import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { vectorFiles } from "../shared/test/wire/vector-files.ts";
import { root } from "./root.ts";

// Writes shared/vectors anew, after a change of the wire that is meant.
for (const [file, content] of Object.entries(vectorFiles())) {
  await writeFile(join(root, "shared/vectors", file), content);
  console.log(`shared/vectors/${file}`);
}
