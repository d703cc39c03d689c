import { type Logger, pino } from "pino";
import pretty from "pino-pretty";
import type { LogRing } from "./log-ring.ts";

export type LogSink = {
  /** Takes one finished line, its line feed included. */
  readonly write: (line: string) => void;
  /** Keeps the lines for those who ask later. */
  readonly keep: LogRing;
  /** Whether a person reads along, rather than a program. */
  readonly isTerminal: boolean;
};

/**
 * The agent's log: JSON lines for programs, words for people. It never holds a key or the text that
 * is spoken: nothing that carries them is ever handed to it whole.
 */
export function createLogger(sink: LogSink, level: string): Logger {
  const humane = pretty.prettyFactory({
    colorize: sink.isTerminal,
    ignore: "pid,hostname",
    singleLine: true,
    translateTime: "SYS:HH:MM:ss",
  });
  return pino(
    { level, base: null },
    {
      write(line: string) {
        sink.keep.add(line);
        sink.write(sink.isTerminal ? humane(line) : line);
      },
    },
  );
}
