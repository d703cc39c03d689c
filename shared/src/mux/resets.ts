import { type Failure, isResetCode } from "../wire/failures.ts";
import { limits } from "../wire/limits.ts";
import type { Reset } from "../wire/messages.ts";

/** A stream's failure as a frame: what the wire has no code for is a fault of this side. */
export function resetFor(stream: number, { code, elsewhere, message }: Failure): Reset {
  return {
    type: "RESET",
    stream,
    code: isResetCode(code) ? code : "INTERNAL",
    elsewhere,
    message: message.slice(0, limits.messageChars),
  };
}

export function answerTo(reset: Reset): Reset {
  return { ...reset, message: "" };
}
