import { Encoder } from "@msgpack/msgpack";
import { writeBytesFrame } from "./bytes-frame.ts";
import { frameTypes, type Message } from "./messages.ts";

const encoder = new Encoder({ ignoreUndefined: true });

/** One message as the bytes of one WebSocket message. Does not look at bounds: see `encodeChecked`. */
export function encode(message: Message): Uint8Array {
  if (message.type === "DATA" || message.type === "PROMPT") return writeBytesFrame(message);
  const { type, ...fields } = message;
  const { stream, ...body } = { stream: 0, ...fields };
  return encoder.encode([frameTypes[type], stream, body]);
}
