import { styleText } from "node:util";
import { safe, SafeText, type TextPart } from "./safe-text.ts";

/** What a colour says; nothing is told by colour alone. */
export type Tone = "good" | "warning" | "bad" | "strong" | "faint";

export type Paint = (tone: Tone, text: TextPart) => SafeText;

/** Paints for a terminal that shows colours, or leaves text as it is. */
export function painter(isColoured: boolean): Paint {
  if (!isColoured) return (_, text) => safe`${text}`;
  return (tone, text) =>
    SafeText.trusted(styleText(formats[tone], String(safe`${text}`), { validateStream: false }));
}

/**
 * Whether to write colours: a terminal that has some, unless NO_COLOR (no-color.org) or TERM=dumb says
 * no; FORCE_COLOR says yes to anything.
 */
export function isColoured(
  stream: { readonly isTTY?: boolean; hasColors?(environment: object): boolean },
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  if (environment["NO_COLOR"]) return false;
  const forced = environment["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return stream.isTTY === true && stream.hasColors?.(environment) === true;
}

const formats = {
  good: "green",
  warning: "yellow",
  bad: "red",
  strong: "bold",
  faint: "dim",
} as const;
