import { stringify } from "yaml";
import type { Settings } from "./settings.ts";
import { keyOf, settingNames, settingsTable } from "./settings-table.ts";

/** One setting as the file would have it, and where its value came from. */
export type SettingLine = { readonly key: string; readonly value: unknown; readonly from: string };

/** Every setting that has a value, by the file's keys; the hub's key itself is never among them. */
export function settingLines(settings: Settings): readonly SettingLine[] {
  return [
    ...plainLines(settings),
    ...settings.services.map(({ value, from }, at) => {
      return { key: `services[${at}]`, value: fileKeys(value), from };
    }),
  ];
}

/** The settings as a file that `--config` takes, with a comment on each that says where it came from. */
export function settingsYaml(settings: Settings): string {
  const { token, services } = settings;
  const place = token.value.at === "file" ? "" : `# the key: ${oneLine(token.from)}\n`;
  const plain = plainLines(settings).map(({ key, value, from }) => {
    const text = stringify({ [key]: value }, yamlOptions);
    const comment = `# ${oneLine(from)}`;
    const isOneLine = text.indexOf("\n") === text.length - 1;
    return isOneLine ? `${text.trimEnd()}  ${comment}\n` : `${comment}\n${text}`;
  });
  const entries = services.map(({ value, from }) => {
    const text = stringify([fileKeys(value)], yamlOptions);
    return `# ${oneLine(from)}\n${text}`.replaceAll(/^(?=.)/gm, "  ");
  });
  return [place, ...plain, ...(entries.length > 0 ? ["services:\n", ...entries] : [])].join("");
}

function plainLines(settings: Settings): readonly SettingLine[] {
  return settingNames.flatMap((name): readonly SettingLine[] => {
    const key = keyOf(name);
    if (name === "tokenFile") {
      const { value, from } = settings.token;
      return value.at === "file" ? [{ key, value: value.path, from }] : [];
    }
    const { value, from } = settings[name];
    const write = settingsTable[name].write as ((value: unknown) => unknown) | undefined;
    const written = write === undefined ? value : write(value);
    return written === undefined || isEmpty(written) ? [] : [{ key, value: written, from }];
  });
}

/** An empty list says nothing, and some settings refuse it in the file. */
function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** The file's keys are in snake case. */
function fileKeys(service: object): Record<string, unknown> {
  const entries = Object.entries(service).map(([key, value]): [string, unknown] => [
    key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  return Object.fromEntries(entries);
}

function oneLine(words: string): string {
  return words.replaceAll(/\s+/g, " ");
}

const yamlOptions = { lineWidth: 0 } as const;
