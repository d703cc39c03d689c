import { logReader } from "@club/shared/terminal/log-reader.ts";
import { escapeJson } from "@club/shared/terminal/safe-text.ts";
import { type Logger, pino } from "pino";
import type { Settings } from "../config.ts";
import type { Terminal } from "./terminal.ts";

/** The hub's log on standard error: JSON lines for programs, words for people. */
export function createLogger(level: Settings["logLevel"], terminal: Terminal): Logger {
  if (!terminal.isErrTerminal) return pino({ level }, pino.destination(2));
  const readable = logReader(terminal.isColoured.err);
  const isDebug = level === "debug" || level === "trace";
  const serializers = isDebug ? {} : { err: withoutStack };
  return pino(
    { level, base: null, serializers },
    { write: (line: string) => terminal.err(readable(escapeJson(line))) },
  );
}

/** Where in the program a fault came up helps only those who look for it there. */
function withoutStack(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message } = pino.stdSerializers.err(error);
  return { type, message };
}
