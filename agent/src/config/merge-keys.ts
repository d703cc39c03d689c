import type { AgentFile } from "./agent-file.ts";
import { issueWords } from "./issue-words.ts";
import { type KeyName, keys, type Values } from "./keys.ts";
import type { Environment } from "./paths.ts";
import type { Problem } from "./problem.ts";
import type { Setting } from "./settings.ts";

/** The command line's values, by the file's names for them. */
export type Flags = { readonly [K in KeyName]?: string | boolean | undefined };

export type Merged = { readonly [K in KeyName]?: Setting<Values[K]> };

/** Flag over environment over file: of each key the first that is there, checked. */
export function mergeKeys(
  flags: Flags,
  environment: Environment,
  file: AgentFile | undefined,
): { readonly merged: Merged; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const entries = (Object.keys(keys) as KeyName[]).flatMap((key) => {
    const raw = firstOf(key, flags, environment, file);
    if (raw === undefined) return [];
    const parsed = keys[key].schema.safeParse(raw.value);
    if (parsed.success) return [[key, { value: parsed.data, from: raw.from }] as const];
    const [issue] = parsed.error.issues;
    problems.push({
      where: raw.from,
      what: `${key} ${issue ? issueWords(issue) : "is not valid"}`,
    });
    return [];
  });
  return { merged: Object.fromEntries(entries) as Merged, problems };
}

function firstOf(
  key: KeyName,
  flags: Flags,
  environment: Environment,
  file: AgentFile | undefined,
): Setting<unknown> | undefined {
  const { flag, env } = keys[key];
  if (flag !== undefined && flags[key] !== undefined) return { value: flags[key], from: flag };
  // An empty variable is one that was meant to be absent.
  if (env !== undefined && environment[env]) return { value: environment[env], from: env };
  if (file === undefined || !Object.hasOwn(file.values, key)) return undefined;
  return { value: file.values[key], from: file.locate([key]) };
}
