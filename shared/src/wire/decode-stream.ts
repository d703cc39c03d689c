import { Failure, isResetCode } from "./failures.ts";
import type { Fields } from "./fields.ts";
import { limits } from "./limits.ts";
import { toPlain } from "./plain-text.ts";
import {
  frameTypes,
  type Message,
  type Open,
  type ParameterValue,
  type PromptAnnouncement,
  type StructuredValue,
} from "./messages.ts";
import { StructureRoom } from "./structures.ts";

/** Messages about one stream, DATA and PROMPT apart, which have no body. Throws PROTOCOL. */
export function decodeStreamBody(type: number, stream: number, body: Fields): Message {
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
        facts: body.entries("facts", limits.facts, fact),
      };
    case frameTypes.RESET: {
      const code = body.name("code");
      return {
        type: "RESET",
        stream,
        code: isResetCode(code) ? code : "INTERNAL",
        elsewhere: body.boolean("elsewhere"),
        message: body.message("message"),
      };
    }
    case frameTypes.WINDOW:
      return {
        type: "WINDOW",
        stream,
        credit: body.uint("credit", limits.connectionWindowMaxBytes, 1),
      };
    default:
      throw new Failure("PROTOCOL", `unknown frame type ${type}`);
  }
}

function open(stream: number, body: Fields): Open {
  return {
    type: "OPEN",
    stream,
    request: body.name("request"),
    service: body.name("service"),
    text: body.string("text", limits.textChars),
    ...body.optional("voice", (f, key) => f.name(key)),
    ...body.optional("language", (f, key) => f.language(key)),
    ...body.optional("instructions", (f, key) => f.string(key, limits.instructionChars)),
    parameters: body.entries("parameters", limits.parameters, parameter),
    ...body.optional("structures", structures),
    deadlineMs: body.uint("deadlineMs", limits.deadlineMaxMs, 1),
    ...body.optional("trace", (f, key) => f.plain(key, limits.traceChars)),
    ...body.optional("prompt", (f, key) => promptAnnouncement(f.fields(key))),
  };
}

function structures(body: Fields, key: string): Readonly<Record<string, StructuredValue>> {
  const room = new StructureRoom();
  return body.entries(key, limits.parameters, (value) => (room.takes(value) ? value : undefined));
}

function promptAnnouncement(body: Fields): PromptAnnouncement {
  return {
    bytes: body.uint("bytes", limits.promptMaxBytes, 1),
    hash: body.name("hash"),
    transcript: body.string("transcript", limits.textChars),
  };
}

/** People read facts, as they read messages. */
function fact(value: unknown): string | number | undefined {
  const scalar = parameter(value);
  if (typeof scalar === "boolean") return undefined;
  return typeof scalar === "string" ? toPlain(scalar) : scalar;
}

function parameter(value: unknown): ParameterValue | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value === "string") return value.length <= limits.messageChars ? value : undefined;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
