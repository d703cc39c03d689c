import { decode } from "./decode.ts";
import { encode } from "./encode.ts";
import { asFailure, Failure } from "./failures.ts";
import type { Message } from "./messages.ts";

/**
 * One message as bytes, read back as the peer will read them: for messages whose content came from a
 * user. What the peer would take for a breach of the protocol, and end the session with all its
 * streams for, fails here as one user's BAD_INPUT.
 */
export function encodeChecked(message: Message): Uint8Array {
  const frame = encode(message);
  try {
    decode(frame);
  } catch (thrown) {
    const { message: reason } = asFailure(thrown);
    throw new Failure("BAD_INPUT", `It does not fit the protocol: ${reason}.`, { cause: thrown });
  }
  return frame;
}
