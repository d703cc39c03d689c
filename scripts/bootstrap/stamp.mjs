import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./command.mjs";

/**
 * Says from what an installation is made: these files' contents, on this kind of machine.
 *
 * @param {readonly string[]} files paths from the checkout's top
 */
export function stampOf(files) {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}`);
  for (const file of files) hash.update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

/**
 * @param {string} path from the checkout's top
 * @param {string} stamp
 */
export function hasStamp(path, stamp) {
  try {
    return readFileSync(join(root, path), "utf8") === stamp;
  } catch {
    return false;
  }
}

/**
 * @param {string} path from the checkout's top
 * @param {string} stamp
 */
export function writeStamp(path, stamp) {
  writeFileSync(join(root, path), stamp);
}

/**
 * Every file below a folder, in an order that does not depend on the file system.
 *
 * @param {string} path from the checkout's top
 */
export function filesIn(path) {
  return readdirSync(join(root, path), { recursive: true })
    .map((name) => join(path, String(name)))
    .filter((file) => statSync(join(root, file)).isFile())
    .sort();
}
