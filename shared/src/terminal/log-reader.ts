import { SafeText, visible } from "./safe-text.ts";
import pretty from "pino-pretty";

/** Turns a line of the log, as JSON, into one for people. */
export function logReader(isColoured: boolean): (line: string) => SafeText {
  const format = pretty.prettyFactory({
    colorize: isColoured,
    ignore: "pid,hostname",
    singleLine: true,
    translateTime: "SYS:HH:MM:ss",
  });
  return (line) => SafeText.trusted(format(visibleValues(line)));
}

/** The line's object with all text in it made visible: pino-pretty prints messages as they are. */
function visibleValues(line: string): object {
  return JSON.parse(line, (_, value: unknown) =>
    typeof value === "string" ? visible(value) : value,
  ) as object;
}
