import { Failure } from "@club/shared/wire/failures.ts";
import type { HistoryPosition } from "../store/history-store.ts";

/** A place in the history as an opaque text for URLs. */
export function cursorText({ createdMs, id }: HistoryPosition): string {
  return Buffer.from(`${createdMs}.${id}`).toString("base64url");
}

/** The place again; throws INVALID_REQUEST for what is no cursor. */
export function parseCursor(text: string): HistoryPosition {
  const [, createdMs, id] =
    /^(\d{1,16})\.(.+)$/s.exec(Buffer.from(text, "base64url").toString()) ?? [];
  if (createdMs === undefined || id === undefined) {
    throw new Failure("INVALID_REQUEST", "cursor: It is not one that a list of history gave.", {
      param: "cursor",
    });
  }
  return { createdMs: Number(createdMs), id };
}
