import type { Utterance } from "../engine.ts";

/**
 * The arguments of a program for one utterance: `{voice}`, `{language}` and `{speed}` replaced. An
 * argument with a value that is not known is left out, and with it the option (`-v`, `--voice`) that
 * stands before it alone; so is one whose value could be an option or a file. A value never becomes an argument of its own unless the template gives it one.
 */
export function commandLine(template: readonly string[], utterance: Utterance): string[] {
  const values = {
    voice: utterance.voice,
    language: utterance.language,
    speed: utterance.speed?.toString(),
  };
  const argv: string[] = [];
  for (const argument of template) {
    const filled = fill(argument, values);
    if (filled !== undefined) argv.push(filled);
    else if (isOnlyPlaceholder(argument) && argv.at(-1)?.startsWith("-") === true) argv.pop();
  }
  return argv;
}

const placeholder = /\{(voice|language|speed)\}/g;

type Values = Readonly<Record<"voice" | "language" | "speed", string | undefined>>;

function fill(argument: string, values: Values): string | undefined {
  let known = true;
  const filled = argument.replaceAll(placeholder, (_, name: keyof Values) => {
    const value = values[name];
    if (value === undefined || !isSafe(value)) known = false;
    return value ?? "";
  });
  return known ? filled : undefined;
}

/**
 * Whether a value may stand in an argument: one that begins with `-` would be taken for an option, and
 * one with a slash, or that begins with a dot, for a file.
 */
export function isSafe(value: string): boolean {
  return !/^[-.]|[/\\\0]/.test(value);
}

function isOnlyPlaceholder(argument: string): boolean {
  return /^\{(?:voice|language|speed)\}$/.test(argument);
}
