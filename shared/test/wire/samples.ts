import { encode } from "@msgpack/msgpack";
import {
  frameTypes,
  type Hello,
  type Message,
  type ServiceDeclaration,
  type Welcome,
} from "../../src/wire/messages.ts";

/** One of each message and of each shape that its optional fields give it, by name. */
export const samples: Readonly<Record<string, Message>> = {
  "HELLO, first socket": hello({}),
  "HELLO, resuming": hello({
    epoch: 2,
    resume: {
      token: "b6f0c1d2",
      lastStream: 7,
      streams: [
        { stream: 5, received: 0, limit: 0 },
        { stream: 7, received: 98_304, limit: 163_840 },
      ],
    },
  }),
  "HELLO, everything declared": hello({ services: [fullService()] }),
  "WELCOME, new session": welcome({}),
  "WELCOME, resumed": welcome({
    epoch: 2,
    times: true,
    streams: [
      { stream: 5, received: 1_048_576, limit: 1_114_112 },
      { stream: 7, received: 0, limit: 65_536 },
    ],
  }),
  PING: { type: "PING", nonce: 1 },
  "PING, largest nonce": { type: "PING", nonce: 0xffff_ffff },
  PONG: { type: "PONG", nonce: 1 },
  SERVICES: { type: "SERVICES", services: [service()] },
  "SERVICES, none": { type: "SERVICES", services: [] },
  "DRAIN, agent": { type: "DRAIN", lastStream: 7, graceMs: 30_000 },
  "DRAIN, hub": { type: "DRAIN", lastStream: 7, graceMs: 30_000, reconnectMs: 4_321 },
  OPEN: {
    type: "OPEN",
    stream: 1,
    request: "req_01",
    service: "tts",
    text: "Hello.",
    parameters: {},
    deadlineMs: 300_000,
  },
  "OPEN, everything": {
    type: "OPEN",
    stream: 0xffff_ffff,
    request: "req_02",
    service: "dia",
    text: "[S1] Grüß Gott. [S2] こんにちは 🎙",
    voice: "af_heart",
    language: "en-US",
    instructions: "Cheerfully.",
    parameters: { speed: 1.25, seed: 42, normalize: true, style: "news" },
    structures: {
      normalization_options: { normalize: true, unit_normalization: false, replace: null },
      emotions: [{ name: "joy", weight: 0.25 }, ["calm", 1]],
    },
    deadlineMs: 300_000,
    trace: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    prompt: { bytes: 480_044, hash: "9f86d081", transcript: "[S1] A sample." },
  },
  ACCEPT: { type: "ACCEPT", stream: 1, rateHz: 24_000, channels: 1 },
  "DATA, first": { type: "DATA", stream: 1, offset: 0, bytes: bytes(4) },
  "DATA, past four gigabytes": { type: "DATA", stream: 1, offset: 4_294_967_298, bytes: bytes(2) },
  PROMPT: { type: "PROMPT", stream: 2, offset: 65_536, bytes: bytes(3) },
  "END, agent": { type: "END", stream: 1, bytes: 48_000, facts: { seed: 42, engine: "kokoro" } },
  "END, hub": { type: "END", stream: 1, bytes: 48_000, facts: {} },
  "RESET, cancel": {
    type: "RESET",
    stream: 3,
    code: "CANCELLED",
    elsewhere: false,
    message: "The consumer has gone.",
  },
  "RESET, answer": {
    type: "RESET",
    stream: 3,
    code: "CANCELLED",
    elsewhere: false,
    message: "",
  },
  "RESET, failure": {
    type: "RESET",
    stream: 3,
    code: "ENGINE_FAILED",
    elsewhere: true,
    message: "The engine answered 500.",
  },
  "WINDOW, stream": { type: "WINDOW", stream: 1, credit: 32_768 },
  "WINDOW, connection": { type: "WINDOW", stream: 0, credit: 65_536 },
  FORGET: { type: "FORGET", hash: "9f86d081" },
  "TIMES of words": {
    type: "TIMES",
    stream: 1,
    unit: "word",
    index: 0,
    times: [
      { text: "Grüß", start: 0, end: 7_200 },
      { text: "Gott.", start: 7_200, end: 19_080 },
    ],
  },
  "TIMES of characters": {
    type: "TIMES",
    stream: 1,
    unit: "character",
    index: 2,
    times: [{ text: "こ", start: 19_080, end: 22_000 }],
  },
};

/** Frames that must end the session that sends them, in hex, by what is wrong with them. */
export const refused: Readonly<Record<string, string>> = {
  "nothing at all": "",
  "no MessagePack": "c1",
  "a map": "80",
  "an empty array": "90",
  "cut in the middle": "9303",
  "bytes left over": "930300 81a56e6f6e636501 00",
  "a type that is a string": "93a150 00 81a56e6f6e636501",
  "a type that is not known": "930700 80",
  "a stream that is negative": "9312ff 80",
  "an array that says four billion items": "ddffffffff",
  "arrays in arrays in arrays": "91".repeat(40),
  "arrays in arrays, each said to be large": "dd00fffff0".repeat(40),
  "PING without a nonce": "930300 80",
  "PING about a stream": "930301 81a56e6f6e636501",
  "PING with a fraction": "930300 81a56e6f6e6365cb3ff8000000000000",
  "the key __proto__": "930300 82a56e6f6e636501a95f5f70726f746f5f5f80",
  "DATA about the session": "94120000c40100",
  "DATA without bytes": "94120100c400",
  "DATA at an offset beyond 2^53": "941201cfffffffffffffffffc40100",
  "DATA with a string for bytes": "94120100a161",
  "WINDOW of nothing": "931601 81a663726564697400",
  "WINDOW beyond the largest window": "931601 81a6637265646974ce00100001",
  "FORGET about a stream": "93cc8001 81a468617368a139",
  "FORGET without a hash": "93cc8000 80",
  "a model with an escape sequence": declared({ model: "kokoro\u001b[31m" }),
  "a model that reverses the direction of writing": declared({ model: "kokoro\u202e" }),
  "a voice with a line break": declared({ voices: [{ name: "af\nheart", languages: [] }] }),
  "a feature with a zero-width space": declared({ features: ["stream\u200bing"] }),
  "OPEN in a language that is a path": packed([
    frameTypes.OPEN,
    1,
    { ...openFields(), language: "../private" },
  ]),
  "OPEN in a language longer than any tag": packed([
    frameTypes.OPEN,
    1,
    { ...openFields(), language: "en-12345678-12345678-12345678-12345678" },
  ]),
  "OPEN with a parameter whose name has a control character": packed([
    frameTypes.OPEN,
    1,
    { ...openFields(), parameters: { "sp\u0007eed": 1 } },
  ]),
  "OPEN with a structure in place of a simple value": packed([
    frameTypes.OPEN,
    1,
    { ...openFields(), parameters: { options: { normalize: true } } },
  ]),
  "OPEN with a simple value in place of a structure": opened({ speed: 1 }),
  "OPEN with structures deeper than four": opened({ options: [[[[[]]]]] }),
  "OPEN with structures of more items than fit": opened({
    one: Array.from({ length: 200 }, () => 0),
    two: Array.from({ length: 55 }, () => 0),
  }),
  "OPEN with structures of more characters than fit": opened({
    names: Array.from({ length: 17 }, () => "x".repeat(500)),
  }),
  "OPEN with bytes in a structure": opened({ options: { voice: new Uint8Array([1]) } }),
  "END with a fact whose name has a control character": packed([
    frameTypes.END,
    1,
    { bytes: 0, facts: { "se\u0085ed": 1 } },
  ]),
  "TIMES about the session": packed([frameTypes.TIMES, 0, timesFields()]),
  "TIMES that end before they begin": packed([
    frameTypes.TIMES,
    1,
    { ...timesFields(), times: [{ text: "a", start: 2, end: 1 }] },
  ]),
  "TIMES of sentences": packed([frameTypes.TIMES, 1, { ...timesFields(), unit: "sentence" }]),
  "TIMES beyond what a stream has": packed([
    frameTypes.TIMES,
    1,
    { ...timesFields(), index: 32_000 },
  ]),
  "ACCEPT at a rate of NaN": "931101 82a6726174654879cb7ff8000000000000a86368616e6e656c7301",
};

/** Frames that must be ignored, in hex. */
export const ignored: Readonly<Record<string, string>> = {
  "an optional frame that is not known": "93ccf000c0",
  "the same with a body of any shape": "94ccf101a3616263c403010203",
};

/** SERVICES, of one service with these fields. */
function declared(fields: Partial<ServiceDeclaration>): string {
  return packed([frameTypes.SERVICES, 0, { services: [{ ...service(), ...fields }] }]);
}

function openFields(): Readonly<Record<string, unknown>> {
  return { request: "r", service: "tts", text: "", parameters: {}, deadlineMs: 1 };
}

function opened(structures: Readonly<Record<string, unknown>>): string {
  return packed([frameTypes.OPEN, 1, { ...openFields(), structures }]);
}

function timesFields(): Readonly<Record<string, unknown>> {
  return { unit: "word", index: 0, times: [{ text: "a", start: 0, end: 1 }] };
}

function packed(frame: readonly unknown[]): string {
  return Buffer.from(encode(frame)).toString("hex");
}

function hello(fields: Partial<Hello>): Hello {
  return {
    type: "HELLO",
    protocol: { oldest: 1, newest: 1 },
    instance: "4c1f",
    epoch: 1,
    name: "home-rig",
    version: "0.1.0",
    services: [service()],
    ...fields,
  };
}

function welcome(fields: Partial<Welcome>): Welcome {
  return {
    type: "WELCOME",
    protocol: 1,
    session: "s_01",
    epoch: 1,
    hub: "hub_01",
    heartbeatMs: 10_000,
    deadMs: 30_000,
    streamWindow: 65_536,
    connectionWindow: 262_144,
    frameBytes: 65_536,
    resume: { token: "b6f0c1d2", windowMs: 15_000 },
    ...fields,
  };
}

function service(): ServiceDeclaration {
  return {
    id: "tts",
    type: "tts",
    model: "kokoro",
    voices: [{ name: "af_heart", languages: ["en-US"] }],
    features: ["streaming"],
    slots: 2,
    ready: true,
    access: "members",
  };
}

function fullService(): ServiceDeclaration {
  return {
    ...service(),
    defaultVoice: "af_heart",
    rateHz: 24_000,
    ready: false,
    reason: "The model is loading.",
    access: ["ada", "grace"],
    friends: ["grace"],
    maxInputCharacters: 2_000,
    foreignSamples: true,
    cold: true,
    warmUpMs: 25_000,
    streams: false,
    firstAudioMs: 640,
    parameters: ["lang_code", "normalization_options"],
  };
}

function bytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => at + 1);
}
