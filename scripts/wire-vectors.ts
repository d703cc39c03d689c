import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  exampleBegins,
  exampleEnds,
  exampleText,
  vectorFiles,
} from "../shared/test/wire/vector-files.ts";
import { root } from "./root.ts";

// Writes shared/vectors and PROTOCOL.md's example anew, after a change of the wire that is meant.
for (const [file, content] of Object.entries(vectorFiles())) {
  await writeFile(join(root, "shared/vectors", file), content);
  console.log(`shared/vectors/${file}`);
}
const specification = join(root, "shared/PROTOCOL.md");
const text = await readFile(specification, "utf8");
const [before] = text.split(exampleBegins);
const [, after] = text.split(exampleEnds);
await writeFile(specification, `${before}${exampleBegins}${exampleText()}${exampleEnds}${after}`);
console.log("shared/PROTOCOL.md");
