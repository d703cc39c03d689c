import { decode as unpack } from "@msgpack/msgpack";
import { Failure, isResetCode } from "./failures.ts";
import { Fields } from "./fields.ts";
import { limits } from "./limits.ts";
import {
  firstOptionalType,
  frameTypes,
  type Hello,
  type Message,
  type Open,
  type ServiceDeclaration,
  type StreamPosition,
  type Welcome,
} from "./messages.ts";

/**
 * The message in the bytes of one WebSocket message, checked in every field: the bytes come from a
 * stranger. Undefined for an optional frame that is not known here. Throws PROTOCOL on all else.
 *
 * The `bytes` of DATA and PROMPT are a view of the input; copy them when they outlive it.
 */
export function decode(frame: Uint8Array): Message | undefined {
  if (frame.length > limits.frameBytes) throw new Failure("PROTOCOL", "frame too long");
  const parts = unpackArray(frame);
  const [type, stream, third, fourth] = parts;
  if (!isUint(type, 0xffff)) throw new Failure("PROTOCOL", "frame without a type");
  if (type >= firstOptionalType) return undefined;
  if (!isUint(stream, 0xffff_ffff)) throw new Failure("PROTOCOL", "frame without a stream");
  if (type === frameTypes.DATA) return { type: "DATA", stream, ...bytesAt(third, fourth) };
  if (type === frameTypes.PROMPT) return { type: "PROMPT", stream, ...bytesAt(third, fourth) };
  return decodeBody(type, stream, new Fields(third, "body"));
}

function unpackArray(frame: Uint8Array): readonly unknown[] {
  let value: unknown;
  try {
    value = unpack(frame);
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

function decodeBody(type: number, stream: number, body: Fields): Message {
  switch (type) {
    case frameTypes.HELLO:
      return hello(body);
    case frameTypes.WELCOME:
      return welcome(body);
    case frameTypes.PING:
      return { type: "PING", nonce: body.uint("nonce", 0xffff_ffff) };
    case frameTypes.PONG:
      return { type: "PONG", nonce: body.uint("nonce", 0xffff_ffff) };
    case frameTypes.SERVICES:
      return { type: "SERVICES", services: services(body) };
    case frameTypes.DRAIN:
      return {
        type: "DRAIN",
        lastStream: body.uint("lastStream", 0xffff_ffff),
        graceMs: body.uint("graceMs", limits.deadlineMaxMs),
        ...body.optional("reconnectMs", (f, key) => f.uint(key, limits.deadlineMaxMs)),
      };
    default:
      if (stream === 0 && type !== frameTypes.WINDOW) {
        throw new Failure("PROTOCOL", `frame type ${type} needs a stream`);
      }
      return decodeStreamBody(type, stream, body);
  }
}

function decodeStreamBody(type: number, stream: number, body: Fields): Message {
  switch (type) {
    case frameTypes.OPEN:
      return open(stream, body);
    case frameTypes.ACCEPT:
      return {
        type: "ACCEPT",
        stream,
        rateHz: body.uint("rateHz", limits.rateMaxHz, limits.rateMinHz),
        channels: body.uint("channels", limits.channelsMax, 1),
      };
    case frameTypes.END:
      return {
        type: "END",
        stream,
        bytes: body.uint("bytes", Number.MAX_SAFE_INTEGER),
        facts: body.scalars("facts", limits.facts, isStringOrNumber),
      };
    case frameTypes.RESET: {
      const code = body.string("code", limits.nameChars);
      return {
        type: "RESET",
        stream,
        code: isResetCode(code) ? code : "INTERNAL",
        elsewhere: body.boolean("elsewhere"),
        message: body.string("message", limits.messageChars),
      };
    }
    case frameTypes.WINDOW:
      return { type: "WINDOW", stream, credit: body.uint("credit", limits.creditMaxBytes, 1) };
    default:
      throw new Failure("PROTOCOL", `unknown frame type ${type}`);
  }
}

function hello(body: Fields): Hello {
  const protocol = body.fields("protocol");
  return {
    type: "HELLO",
    protocol: {
      oldest: protocol.uint("oldest", 0xffff),
      newest: protocol.uint("newest", 0xffff),
    },
    instance: body.name("instance"),
    epoch: body.uint("epoch", 0xffff_ffff),
    name: body.name("name"),
    version: body.name("version"),
    services: services(body),
    ...body.optional("resume", (f, key) => resumeOffer(f.fields(key))),
  };
}

function resumeOffer(body: Fields): NonNullable<Hello["resume"]> {
  return {
    token: body.string("token", limits.tokenChars),
    lastStream: body.uint("lastStream", 0xffff_ffff),
    streams: body.list("streams", limits.resumedStreams, position),
  };
}

function position(body: Fields): StreamPosition {
  return {
    stream: body.uint("stream", 0xffff_ffff, 1),
    received: body.uint("received", Number.MAX_SAFE_INTEGER),
    limit: body.uint("limit", Number.MAX_SAFE_INTEGER),
  };
}

function welcome(body: Fields): Welcome {
  const resume = body.fields("resume");
  return {
    type: "WELCOME",
    protocol: body.uint("protocol", 0xffff),
    session: body.name("session"),
    epoch: body.uint("epoch", 0xffff_ffff),
    hub: body.name("hub"),
    heartbeatMs: body.uint("heartbeatMs", limits.deadlineMaxMs, 1),
    deadMs: body.uint("deadMs", limits.deadlineMaxMs, 1),
    streamWindow: body.uint("streamWindow", limits.creditMaxBytes, 1),
    connectionWindow: body.uint("connectionWindow", limits.creditMaxBytes, 1),
    frameBytes: body.uint("frameBytes", limits.frameBytes, 1),
    resume: {
      token: resume.string("token", limits.tokenChars),
      windowMs: resume.uint("windowMs", limits.deadlineMaxMs),
    },
    ...body.optional("streams", (f, key) => f.list(key, limits.resumedStreams, position)),
  };
}

function services(body: Fields): readonly ServiceDeclaration[] {
  const declared = body.list("services", limits.services, service);
  if (new Set(declared.map((one) => one.id)).size !== declared.length) {
    throw new Failure("PROTOCOL", "two services with one id");
  }
  return declared;
}

function service(body: Fields): ServiceDeclaration {
  return {
    id: body.name("id"),
    type: body.name("type"),
    model: body.name("model"),
    voices: body.list("voices", limits.voicesPerService, (voice) => ({
      name: voice.name("name"),
      languages: voice.names("languages", limits.languagesPerVoice),
    })),
    ...body.optional("defaultVoice", (f, key) => f.name(key)),
    features: body.names("features", limits.featuresPerService),
    ...body.optional("rateHz", (f, key) => f.uint(key, limits.rateMaxHz, limits.rateMinHz)),
    slots: body.uint("slots", limits.slotsPerService, 1),
    ready: body.boolean("ready"),
    ...body.optional("reason", (f, key) => f.string(key, limits.messageChars)),
    access: body.isString("access")
      ? body.oneOf<"members" | "private">("access", ["members", "private"])
      : body.names("access", limits.usersPerAccess),
    ...body.optional("maxInputCharacters", (f, key) => f.uint(key, 10_000_000, 1)),
    ...body.optional("foreignSamples", (f, key) => f.boolean(key)),
  };
}

function open(stream: number, body: Fields): Open {
  return {
    type: "OPEN",
    stream,
    request: body.name("request"),
    service: body.name("service"),
    text: body.string("text", limits.textChars),
    ...body.optional("voice", (f, key) => f.name(key)),
    ...body.optional("language", (f, key) => f.name(key)),
    ...body.optional("instructions", (f, key) => f.string(key, limits.instructionChars)),
    parameters: body.scalars("parameters", limits.parameters, isScalar),
    deadlineMs: body.uint("deadlineMs", limits.deadlineMaxMs, 1),
    ...body.optional("trace", (f, key) => f.string(key, limits.traceChars)),
    ...body.optional("prompt", (f, key) => promptAnnouncement(f.fields(key))),
  };
}

function promptAnnouncement(body: Fields): NonNullable<Open["prompt"]> {
  return {
    bytes: body.uint("bytes", limits.promptMaxBytes, 1),
    hash: body.name("hash"),
    transcript: body.string("transcript", limits.textChars),
  };
}

function isStringOrNumber(value: unknown): value is string | number {
  return (
    (typeof value === "string" && value.length <= limits.messageChars) ||
    (typeof value === "number" && Number.isFinite(value))
  );
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "boolean" || isStringOrNumber(value);
}
