import { Failure } from "./failures.ts";
import type { Fields } from "./fields.ts";
import { limits } from "./limits.ts";
import {
  frameTypes,
  type Hello,
  type Message,
  type ResumeOffer,
  type ServiceDeclaration,
  type StreamPosition,
  type Welcome,
} from "./messages.ts";

/** Messages about the session itself; they name stream 0. Throws PROTOCOL. */
export function decodeSessionBody(type: number, stream: number, body: Fields): Message {
  if (stream !== 0) throw new Failure("PROTOCOL", `frame type ${type} is not about a stream`);
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

function resumeOffer(body: Fields): ResumeOffer {
  return {
    token: body.string("token", limits.tokenChars),
    lastStream: body.uint("lastStream", 0xffff_ffff),
    streams: body.list("streams", limits.streams, position),
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
    heartbeatMs: body.uint("heartbeatMs", limits.deadlineMaxMs, 1_000),
    deadMs: body.uint("deadMs", limits.deadlineMaxMs, 2_000),
    streamWindow: body.uint("streamWindow", limits.connectionWindowMaxBytes, limits.firstDataBytes),
    connectionWindow: body.uint(
      "connectionWindow",
      limits.connectionWindowMaxBytes,
      limits.firstDataBytes,
    ),
    frameBytes: body.uint("frameBytes", 0xffff_ffff, limits.frameBytes),
    resume: {
      token: resume.string("token", limits.tokenChars),
      windowMs: resume.uint("windowMs", limits.deadlineMaxMs),
    },
    ...body.optional("times", (f, key) => f.boolean(key)),
    ...body.optional("streams", (f, key) => f.list(key, limits.streams, position)),
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
    ...body.optional("reason", (f, key) => f.message(key)),
    access: body.isString("access")
      ? body.oneOf<"members" | "private">("access", ["members", "private"])
      : body.names("access", limits.usersPerAccess),
    ...body.optional("friends", (f, key) => f.names(key, limits.usersPerAccess)),
    ...body.optional("maxInputCharacters", (f, key) => f.uint(key, limits.inputMaxChars, 1)),
    ...body.optional("foreignSamples", (f, key) => f.boolean(key)),
    ...body.optional("cold", (f, key) => f.boolean(key)),
    ...body.optional("warmUpMs", (f, key) => f.uint(key, limits.deadlineMaxMs)),
    ...body.optional("streams", (f, key) => f.boolean(key)),
    ...body.optional("firstAudioMs", (f, key) => f.uint(key, limits.deadlineMaxMs)),
    ...body.optional("parameters", (f, key) => f.names(key, limits.parameters)),
  };
}
