import type { AgentFile } from "./agent-file.ts";
import { issueWords } from "./issue-words.ts";
import type { Environment } from "./paths.ts";
import type { Problem } from "./problem.ts";
import type { Setting } from "./settings.ts";
import {
  flagOf,
  keyOf,
  type SettingName,
  settingNames,
  settingsTable,
  type Values,
  variableOf,
} from "./settings-table.ts";

/** The command line's values, as commander names them. */
export type Flags = { readonly [K in SettingName]?: string | boolean | undefined };

/** Every setting with where it came from. */
export type Merged = { readonly [K in SettingName]: Setting<Values[K]> };

/** Flag over environment over file over default: of each setting the first that is there, checked. */
export function mergeSettings(
  flags: Flags,
  environment: Environment,
  file: AgentFile | undefined,
): { readonly merged: Merged; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const entries = settingNames.map((name): [SettingName, Setting<unknown>] => {
    const row = settingsTable[name];
    const byDefault = { value: row.default(), from: "default" };
    const given = firstOf(name, flags, environment, file);
    if (given === undefined) return [name, byDefault];
    const parsed = row.schema.safeParse(given.value);
    if (parsed.success) return [name, { value: parsed.data, from: given.from }];
    const [issue] = parsed.error.issues;
    const what = `${keyOf(name)} ${issue ? issueWords(issue) : "is not valid"}`;
    problems.push({ where: given.from, what });
    return [name, byDefault];
  });
  return { merged: Object.fromEntries(entries) as Merged, problems };
}

function firstOf(
  name: SettingName,
  flags: Flags,
  environment: Environment,
  file: AgentFile | undefined,
): Setting<unknown> | undefined {
  if (settingsTable[name].isInFileOnly !== true) {
    if (flags[name] !== undefined) return { value: flags[name], from: flagOf(name) };
    const variable = variableOf(name);
    // An empty variable is one that was meant to be absent.
    if (environment[variable]) return { value: environment[variable], from: variable };
  }
  const key = keyOf(name);
  if (file === undefined || !Object.hasOwn(file.values, key)) return undefined;
  return { value: file.values[key], from: file.locate([key]) };
}
