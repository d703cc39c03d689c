import { readFileSync } from "node:fs";

/** The version of this program, from its package. */
export function hubVersion(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  const { version } = JSON.parse(text) as { readonly version: string };
  return version;
}
