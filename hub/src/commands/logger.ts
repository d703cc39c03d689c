import { logReader } from "@club/shared/terminal/log-reader.ts";
import { escapeJson } from "@club/shared/terminal/safe-text.ts";
import { showsStacks, withoutStack } from "@club/shared/terminal/without-stack.ts";
import { type Logger, pino } from "pino";
import type { Settings } from "../config.ts";
import type { Terminal } from "./terminal.ts";

/** The hub's log on standard error: JSON lines for programs, words for people. */
export function createLogger(level: Settings["logLevel"], terminal: Terminal): Logger {
  if (!terminal.isErrTerminal) return pino({ level }, pino.destination(2));
  const readable = logReader(terminal.isColoured.err);
  const serializers = showsStacks(level) ? {} : { err: withoutStack };
  return pino(
    { level, base: null, serializers },
    { write: (line: string) => terminal.err(readable(escapeJson(line))) },
  );
}
