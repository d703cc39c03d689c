import { safe, type SafeText } from "@club/shared/terminal/safe-text.ts";
import { resolve } from "node:path";
import type { Settings } from "../config.ts";
import { type AudioFormat, audioFormats, optionalFormats } from "../encoding/formats.ts";

/** For a person at a terminal who has started the hub: where to go from here. */
export function startWords({ data, publicUrl, transcode }: Settings, url: string): SafeText {
  return safe`
  Dashboard  ${publicUrl ?? url}
  API        ${publicUrl ?? url}/v1
  Data       ${resolve(data)}
  Formats    ${formatWords(transcode)}

Add a machine or invite a friend in the dashboard. Ctrl-C stops the hub.

`;
}

/** The encodings that are made, and how the others would be. */
function formatWords(made: Settings["transcode"]): string {
  const isMade = (format: AudioFormat): boolean =>
    !optionalFormats.some((one) => one === format) || made.some((one) => one === format);
  const others = audioFormats.filter((format) => !isMade(format));
  const all = audioFormats.filter(isMade).join(", ");
  return others.length === 0
    ? all
    : `${all}; WAV in place of ${others.join(", ")}, unless --transcode all`;
}
