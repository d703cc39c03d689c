import { readFile, stat } from "node:fs/promises";
import { LineCounter, parseDocument, type Document } from "yaml";
import { agentLimits } from "../limits.ts";
import type { Problem } from "./problem.ts";

/** The agent's YAML file as it stands: raw values, and the line of each. */
export type AgentFile = {
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** `path:line` of the value at these keys, or of the nearest one around it. */
  locate(keys: readonly PropertyKey[]): string;
};

export type AgentFileResult =
  | { readonly file: AgentFile }
  | { readonly problems: readonly Problem[] };

export async function readAgentFile(path: string): Promise<AgentFileResult> {
  const text = await readText(path);
  if (typeof text !== "string") return { problems: [text] };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problems = document.errors.map(({ pos, message }) => ({
    where: `${path}:${lines.linePos(pos[0]).line}`,
    what: `this is not YAML: ${message}`,
  }));
  if (problems.length > 0) return { problems };
  const values: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    return { problems: [{ where: path, what: "must be a map such as `hub: https://…`" }] };
  }
  return {
    file: {
      path,
      values: values as Record<string, unknown>,
      locate: (keys) => `${path}:${lineAt(document, lines, keys)}`,
    },
  };
}

async function readText(path: string): Promise<string | Problem> {
  try {
    if ((await stat(path)).size > agentLimits.configBytes) {
      return { where: path, what: "is too large to be a configuration" };
    }
    return await readFile(path, "utf8");
  } catch (error) {
    return { where: path, what: `cannot be read: ${(error as Error).message}` };
  }
}

function lineAt(document: Document, lines: LineCounter, keys: readonly PropertyKey[]): number {
  for (let depth = keys.length; depth > 0; depth -= 1) {
    const node = document.getIn(keys.slice(0, depth), true);
    const range = rangeOf(node);
    if (range !== undefined) return lines.linePos(range).line;
  }
  return 1;
}

function rangeOf(node: unknown): number | undefined {
  if (typeof node !== "object" || node === null || !("range" in node)) return undefined;
  return Array.isArray(node.range) ? (node.range[0] as number) : undefined;
}
