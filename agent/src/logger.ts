import { logReader } from "@club/shared/terminal/log-reader.ts";
import { escapeJson, SafeText } from "@club/shared/terminal/safe-text.ts";
import { showsStacks, withoutStack } from "@club/shared/terminal/without-stack.ts";
import { type Logger, pino } from "pino";
import type { LogRing } from "./log-ring.ts";

export type LogSink = {
  /** Takes one finished line, its line feed included. */
  readonly write: (line: SafeText) => void;
  /** Keeps the lines for those who ask later. */
  readonly keep: LogRing;
  /** Whether a person reads along, rather than a program, and whether they see colours. */
  readonly isTerminal: boolean;
  readonly isColoured: boolean;
};

/**
 * The agent's log: JSON lines for programs, words for people. It never holds a key or the text that
 * is spoken: nothing that carries them is ever handed to it whole.
 */
export function createLogger(sink: LogSink, level: string): Logger {
  const readable = logReader(sink.isColoured);
  const isBrief = sink.isTerminal && !showsStacks(level);
  const serializers = isBrief ? { err: withoutStack } : {};
  return pino(
    { level, base: null, serializers },
    {
      write(line: string) {
        const safeLine = escapeJson(line);
        sink.keep.add(safeLine);
        sink.write(sink.isTerminal ? readable(safeLine) : SafeText.trusted(safeLine));
      },
    },
  );
}
