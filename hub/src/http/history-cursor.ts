import type { HistoryPosition } from "../store/history-store.ts";

/** What `cursorText` makes. */
export const cursorPattern: RegExp = /^(\d{1,16})\.([\w-]{1,64})$/;

/** A place in the history as a text for URLs. */
export function cursorText({ createdMs, id }: HistoryPosition): string {
  return `${createdMs}.${id}`;
}

/** The place again, from a text that has the pattern. */
export function parseCursor(text: string): HistoryPosition {
  const [, createdMs = "0", id = ""] = cursorPattern.exec(text) ?? [];
  return { createdMs: Number(createdMs), id };
}
