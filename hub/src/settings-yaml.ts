import { stringify } from "yaml";
import { givenSettings, loadSettings, separated, type SettingSources } from "./config.ts";

/** One setting as the file would have it, and where its value came from. */
export type SettingLine = { readonly key: string; readonly value: unknown; readonly from: string };

/** Every setting that has a value, by the file's keys. Throws as `loadSettings`. */
export async function settingLines(sources: SettingSources): Promise<readonly SettingLine[]> {
  const loaded = Object.entries(await loadSettings(sources));
  const given = await givenSettings(sources);
  return loaded
    .filter(([name, value]) => name !== "data" && value !== undefined)
    .map(([name, value]) => ({
      key: separated(name, "_"),
      value,
      from: given.get(name) ?? "default",
    }));
}

/** The settings as a file that `--config` takes, with a comment on each that says where it came from. */
export function settingsYaml(lines: readonly SettingLine[]): string {
  const texts = lines.map(({ key, value, from }) => {
    const text = stringify({ [key]: value }, { lineWidth: 0 }).trimEnd();
    const comment = `# ${from.replaceAll(/\s+/g, " ")}`;
    return text.includes("\n") ? `${comment}\n${text}` : `${text}  ${comment}`;
  });
  return `${texts.join("\n")}\n`;
}
