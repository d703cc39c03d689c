import { programFile } from "@club/shared/program/program-files.ts";

/** The version of this program, from its package. */
export function hubVersion(): string {
  const text = programFile("package.json", import.meta).toString();
  const { version } = JSON.parse(text) as { readonly version: string };
  return version;
}
