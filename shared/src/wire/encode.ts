import { Encoder } from "@msgpack/msgpack";
import { type Data, frameTypes, type Message, type Prompt } from "./messages.ts";

const encoder = new Encoder({ ignoreUndefined: true });

/** One message as the bytes of one WebSocket message. Does not look at bounds: see `encodeChecked`. */
export function encode(message: Message): Uint8Array {
  if (message.type === "DATA" || message.type === "PROMPT") return encodeBytes(message);
  const { type, ...fields } = message;
  const { stream, ...body } = { stream: 0, ...fields };
  return encoder.encode([frameTypes[type], stream, body]);
}

/** fixarray 1, fixint 1, uint32 5, uint64 9, bin 32 5. */
const headerBytes = 21;

/**
 * `[type, stream, offset, bytes]` by hand: the one frame of the audio path, copied once. The numbers
 * are written at full width (MessagePack lets a reader take any), so the header has one shape.
 */
function encodeBytes(message: Data | Prompt): Uint8Array {
  const frame = new Uint8Array(headerBytes + message.bytes.length);
  const view = new DataView(frame.buffer);
  view.setUint8(0, 0x94);
  view.setUint8(1, frameTypes[message.type]);
  view.setUint8(2, 0xce);
  view.setUint32(3, message.stream);
  view.setUint8(7, 0xcf);
  view.setUint32(8, Math.floor(message.offset / 0x1_0000_0000));
  view.setUint32(12, message.offset % 0x1_0000_0000);
  view.setUint8(16, 0xc6);
  view.setUint32(17, message.bytes.length);
  frame.set(message.bytes, headerBytes);
  return frame;
}
