import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encode as packed } from "@msgpack/msgpack";
import * as fc from "fast-check";
import { decode } from "../../src/wire/decode.ts";
import { encode } from "../../src/wire/encode.ts";
import { encodeChecked } from "../../src/wire/encode-checked.ts";
import { Failure } from "../../src/wire/failures.ts";
import { limits } from "../../src/wire/limits.ts";
import {
  frameTypes,
  type Message,
  type Open,
  type ServiceDeclaration,
} from "../../src/wire/messages.ts";
import { anyMessage } from "./any-message.ts";

describe("the codec", () => {
  it("gives back every message that it was given", () => {
    fc.assert(
      fc.property(anyMessage, (message) => assert.deepEqual(decode(encode(message)), message)),
      { numRuns: 2_000 },
    );
  });

  it("reads Node's buffers as it reads arrays", () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const decoded = decode(Buffer.from(encode(message)));
        const plain = "offset" in message ? { ...decoded, bytes: [...message.bytes] } : decoded;
        const expected = "offset" in message ? { ...message, bytes: [...message.bytes] } : message;
        assert.deepEqual(plain, expected);
      }),
      { numRuns: 200 },
    );
  });

  it("reads audio alike, however another library writes its numbers", () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        fc.pre(message.type === "DATA" || message.type === "PROMPT");
        const { type, stream, offset, bytes } = message;
        const shortest = packed([frameTypes[type], stream, offset, bytes]);
        assert.deepEqual(decode(shortest), decode(encode(message)));
      }),
      { numRuns: 200 },
    );
  });

  it("takes a reset code of a later version for INTERNAL", () => {
    const reset = {
      type: "RESET",
      stream: 1,
      code: "TIRED",
      elsewhere: true,
      message: "",
    } as unknown as Message;
    assert.deepEqual(decode(encode(reset)), { ...reset, code: "INTERNAL" });
  });

  it("puts a space for what no terminal should get in messages, reasons and facts", () => {
    const raw = "one\r\ntwo\u001b]52;c;aGk=\u0007 \u202ethree\ud800";
    const clean = "one two ]52;c;aGk=   three ";
    const reset = { type: "RESET", stream: 1, code: "BUSY", elsewhere: true } as const;
    assert.deepEqual(decode(encode({ ...reset, message: raw })), { ...reset, message: clean });
    const end = { type: "END", stream: 1, bytes: 0 } as const;
    assert.deepEqual(decode(encode({ ...end, facts: { seed: raw } })), {
      ...end,
      facts: { seed: clean },
    });
    const declaration = declarationOf(0, 1);
    const services = declaration.services.map((one) => ({ ...one, reason: raw }));
    const decoded = decode(encode({ ...declaration, services }));
    assert.ok(decoded?.type === "SERVICES");
    assert.equal(decoded.services[0]?.reason, clean);
  });

  it("takes names in every script, with spaces and marks", () => {
    for (const name of ["Zoë Müller", "声優 さくら", "سارة", "अनिता", "voice_01 (β) №5 🎙"]) {
      const open = { type: "OPEN", stream: 1, request: "r", service: "s", text: "" } as const;
      const message = { ...open, voice: name, parameters: {}, deadlineMs: 1 };
      assert.deepEqual(decode(encode(message)), message);
    }
  });

  it("ignores fields of a later version", () => {
    const ping = { type: "PING", nonce: 5, mood: { good: [1, 2] } } as unknown as Message;
    assert.deepEqual(decode(encode(ping)), { type: "PING", nonce: 5 });
  });

  it("takes nil for a field that is not there", () => {
    const drain = { type: "DRAIN", lastStream: 1, graceMs: 2, reconnectMs: null };
    const { reconnectMs: _, ...rest } = drain;
    assert.deepEqual(decode(encode(drain as unknown as Message)), rest);
  });
});

describe("a declaration", () => {
  it("of a thousand voices fits", () => {
    assert.ok(encodeChecked(declarationOf(1_000, 12)).length <= limits.declarationBytes);
  });

  it("fits into HELLO together with the positions of all streams", () => {
    const { services } = declarationOf(1_000, 12);
    const streams = Array.from({ length: limits.streams }, (_, at) => ({
      stream: 0xffff_0000 + at,
      received: 16_000_000,
      limit: 16_065_536,
    }));
    encodeChecked({
      type: "HELLO",
      protocol: limits.protocol,
      instance: "i".repeat(36),
      epoch: 7,
      name: "n".repeat(64),
      version: "1.0.0",
      services,
      resume: { token: "t".repeat(43), lastStream: 9, streams },
    });
  });

  it("that is too large is refused before it is sent, in words for its owner", () => {
    assert.throws(() => encodeChecked(declarationOf(1_000, 36)), badInput(/49152 bytes/));
    assert.throws(() => encodeChecked(declarationOf(1_001, 1)), badInput(/voices.*at most 1000/));
  });
});

describe("a request that does not fit the protocol fails by itself", () => {
  const open: Open = {
    type: "OPEN",
    stream: 1,
    request: "r",
    service: "s",
    text: "",
    parameters: {},
    deadlineMs: 1,
  };
  const wrong: Readonly<Record<string, Partial<Open>>> = {
    "a text that is too long": { text: "x".repeat(limits.textChars + 1) },
    "fields that are too long together": {
      text: "声".repeat(limits.textChars),
      instructions: "声".repeat(limits.instructionChars),
    },
    "a voice without a name": { voice: "" },
    "a voice with a control character": { voice: "af\u0000" },
    "a language that is none": { language: "../en" },
    "a parameter that is no number": { parameters: { speed: Number.NaN } },
    "a deadline of days": { deadlineMs: 1e9 },
  };
  for (const [name, fields] of Object.entries(wrong)) {
    it(name, () => assert.throws(() => encodeChecked({ ...open, ...fields }), badInput(/fit/)));
  }

  it("but the longest text in any script fits", () => {
    encodeChecked({ ...open, text: "声".repeat(limits.textChars) });
    encodeChecked({ ...open, text: "🎙".repeat(limits.textChars / 2) });
  });
});

function declarationOf(voices: number, nameLength: number): Message & { type: "SERVICES" } {
  const service: ServiceDeclaration = {
    id: "tts",
    type: "tts",
    model: "m",
    voices: Array.from({ length: voices }, (_, at) => ({
      name: String(at).padStart(nameLength, "v"),
      languages: ["en-US"],
    })),
    features: [],
    slots: 1,
    ready: true,
    access: "members",
  };
  return { type: "SERVICES", services: [service] };
}

function badInput(message: RegExp): (thrown: unknown) => boolean {
  return (thrown) => {
    assert.ok(thrown instanceof Failure);
    assert.equal(thrown.code, "BAD_INPUT");
    assert.match(thrown.message, message);
    return true;
  };
}
