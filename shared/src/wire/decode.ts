import { Decoder } from "@msgpack/msgpack";
import { readBytesFrame } from "./bytes-frame.ts";
import { decodeOptional } from "./decode-optional.ts";
import { decodeSessionBody } from "./decode-session.ts";
import { decodeStreamBody } from "./decode-stream.ts";
import { Failure } from "./failures.ts";
import { Fields } from "./fields.ts";
import { limits } from "./limits.ts";
import { firstOptionalType, firstStreamType, frameTypes, type Message } from "./messages.ts";
import { checkShape } from "./shape.ts";

const decoder = new Decoder();

/**
 * The message in the bytes of one WebSocket message, checked in every field: the bytes come from a
 * stranger. Undefined for an optional frame that is not known here. Throws PROTOCOL on all else.
 *
 * The `bytes` of DATA and PROMPT are a view of the input; copy them when they outlive it.
 */
export function decode(frame: Uint8Array): Message | undefined {
  return readBytesFrame(frame) ?? decodeAny(frame);
}

function decodeAny(frame: Uint8Array): Message | undefined {
  if (frame.length > limits.frameBytes) {
    throw new Failure("PROTOCOL", `frame longer than ${limits.frameBytes} bytes`);
  }
  const [type, stream, third, fourth] = unpackArray(frame);
  if (!isUint(type, 0xffff)) throw new Failure("PROTOCOL", "frame without a type");
  if (type >= firstOptionalType) return decodeOptional(type, stream, third);
  if (!isUint(stream, 0xffff_ffff)) throw new Failure("PROTOCOL", "frame without a stream");
  if (type === frameTypes.SERVICES && frame.length > limits.declarationBytes) {
    throw new Failure("PROTOCOL", `services take more than ${limits.declarationBytes} bytes`);
  }
  if (type < firstStreamType) return decodeSessionBody(type, stream, new Fields(third, "body"));
  if (stream === 0 && type !== frameTypes.WINDOW) {
    throw new Failure("PROTOCOL", `frame type ${type} needs a stream`);
  }
  if (type === frameTypes.DATA) return { type: "DATA", stream, ...bytesAt(third, fourth) };
  if (type === frameTypes.PROMPT) return { type: "PROMPT", stream, ...bytesAt(third, fourth) };
  return decodeStreamBody(type, stream, new Fields(third, "body"));
}

function unpackArray(frame: Uint8Array): readonly unknown[] {
  checkShape(frame);
  let value: unknown;
  try {
    value = decoder.decode(frame);
  } catch (cause) {
    throw new Failure("PROTOCOL", "frame is not MessagePack", { cause });
  }
  if (!Array.isArray(value)) throw new Failure("PROTOCOL", "frame is not an array");
  return value;
}

function isUint(value: unknown, max: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= max;
}

function bytesAt(offset: unknown, bytes: unknown): { offset: number; bytes: Uint8Array } {
  if (!isUint(offset, Number.MAX_SAFE_INTEGER)) throw new Failure("PROTOCOL", "bad offset");
  if (!(bytes instanceof Uint8Array) || bytes.length === 0 || bytes.length > limits.dataBytes) {
    throw new Failure("PROTOCOL", `bytes must be 1 to ${limits.dataBytes}`);
  }
  return { offset, bytes };
}
