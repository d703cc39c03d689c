import { limits } from "./limits.ts";
import { type Data, frameTypes, type Prompt } from "./messages.ts";

/** fixarray 1, fixint 1, uint32 5, uint64 9, bin 32 5. */
const headerBytes = 21;
/** Of a safe integer, the upper half. */
const maxOffsetHigh = 0x1f_ffff;

/**
 * `[type, stream, offset, bytes]` by hand: the one frame of the audio path, copied once. The numbers
 * are written at full width (MessagePack lets a reader take any), so the header has one shape.
 */
export function writeBytesFrame(message: Data | Prompt): Uint8Array {
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

/**
 * Reads such a frame where it has that very shape and nothing about it is wrong; its bytes are a view
 * of the frame. Undefined for all else, which is to be read, or refused, as any other frame.
 */
export function readBytesFrame(frame: Uint8Array): Data | Prompt | undefined {
  if (frame.length <= headerBytes || frame[0] !== 0x94 || frame[2] !== 0xce) return undefined;
  if (frame[7] !== 0xcf || frame[16] !== 0xc6) return undefined;
  const type = typeOf(frame[1]);
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const stream = view.getUint32(3);
  const offsetHigh = view.getUint32(8);
  const length = view.getUint32(17);
  if (type === undefined || stream === 0 || offsetHigh > maxOffsetHigh) return undefined;
  if (length > limits.dataBytes || headerBytes + length !== frame.length) return undefined;
  const offset = offsetHigh * 0x1_0000_0000 + view.getUint32(12);
  return { type, stream, offset, bytes: frame.subarray(headerBytes) };
}

function typeOf(code: number | undefined): "DATA" | "PROMPT" | undefined {
  if (code === frameTypes.DATA) return "DATA";
  return code === frameTypes.PROMPT ? "PROMPT" : undefined;
}
