import * as fc from "fast-check";
import { failures, isResetCode, type ResetCode } from "../../src/wire/failures.ts";
import { limits } from "../../src/wire/limits.ts";
import { isPlain } from "../../src/wire/plain-text.ts";
import type {
  Message,
  ServiceDeclaration,
  StreamPosition,
  StructuredValue,
} from "../../src/wire/messages.ts";
import { StructureRoom } from "../../src/wire/structures.ts";

const uint = fc.nat(0xffff_ffff);
const stream = fc.integer({ min: 1, max: 0xffff_ffff });
const offset = fc.maxSafeNat();
const name = plain(1, limits.nameChars);
const language = fc.stringMatching(/^[a-z]{2,8}(-[A-Za-z0-9]{1,8}){0,2}$/);
const payload = fc.uint8Array({ minLength: 1, maxLength: 300 });
const resetCodes = Object.keys(failures).filter((code): code is ResetCode => isResetCode(code));

/** Text that the wire keeps as it is, of printable characters. */
function plain(minLength: number, maxLength: number): fc.Arbitrary<string> {
  return text(minLength, maxLength).filter((one) => isPlain(one));
}

/** Any text of whole characters: half a surrogate pair has no UTF-8. */
function text(minLength: number, maxLength: number): fc.Arbitrary<string> {
  return fc
    .string({ unit: "binary", minLength, maxLength: Math.min(40, maxLength) })
    .filter((one) => one.length <= maxLength && one.isWellFormed() && one !== "__proto__");
}

function optional<T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> {
  return fc.record(shape, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
}

const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((one) => !Object.is(one, -0)),
);

const scalar = fc.oneof(text(0, limits.messageChars), fc.boolean(), number);

const structured = fc.letrec<{ value: unknown; item: unknown }>((tie) => ({
  value: fc.oneof(
    fc.array(tie("item"), { maxLength: 3 }),
    fc.dictionary(text(0, limits.nameChars), tie("item"), { maxKeys: 3, noNullPrototype: true }),
  ),
  item: fc.oneof({ maxDepth: 2 }, fc.oneof(scalar, fc.constant(null)), tie("value")),
})).value as fc.Arbitrary<StructuredValue>;

const fact = fc.oneof(plain(0, limits.messageChars), number);

const service: fc.Arbitrary<ServiceDeclaration> = fc
  .tuple(
    fc.record({
      id: name,
      type: name,
      model: name,
      voices: fc.array(fc.record({ name, languages: fc.array(name, { maxLength: 3 }) }), {
        maxLength: 3,
      }),
      features: fc.array(name, { maxLength: 3 }),
      slots: fc.integer({ min: 1, max: limits.slotsPerService }),
      ready: fc.boolean(),
      access: fc.oneof(
        fc.constantFrom("members" as const, "private" as const),
        fc.array(name, { maxLength: 3 }),
      ),
    }),
    optional({
      defaultVoice: name,
      rateHz: fc.integer({ min: limits.rateMinHz, max: limits.rateMaxHz }),
      reason: plain(0, limits.messageChars),
      maxInputCharacters: fc.integer({ min: 1, max: limits.inputMaxChars }),
      foreignSamples: fc.boolean(),
      cold: fc.boolean(),
      warmUpMs: fc.nat(limits.deadlineMaxMs),
      streams: fc.boolean(),
      firstAudioMs: fc.nat(limits.deadlineMaxMs),
      parameters: fc.array(name, { maxLength: 3 }),
      friends: fc.array(name, { maxLength: 3 }),
    }),
  )
  .map(([required, rest]) => ({ ...required, ...rest }));

const services = fc.uniqueArray(service, { maxLength: 3, selector: (one) => one.id });

const positions: fc.Arbitrary<readonly StreamPosition[]> = fc.array(
  fc.record({ stream, received: offset, limit: offset }),
  { maxLength: 5 },
);

const token = text(0, limits.tokenChars);

const hello: fc.Arbitrary<Message> = fc
  .tuple(
    fc.record({
      type: fc.constant("HELLO" as const),
      protocol: fc.record({ oldest: fc.nat(0xffff), newest: fc.nat(0xffff) }),
      instance: name,
      epoch: uint,
      name,
      version: name,
      services,
    }),
    optional({ resume: fc.record({ token, lastStream: uint, streams: positions }) }),
  )
  .map(([required, rest]) => ({ ...required, ...rest }));

const window = fc.integer({ min: limits.firstDataBytes, max: limits.connectionWindowMaxBytes });

const welcome: fc.Arbitrary<Message> = fc
  .tuple(
    fc.record({
      type: fc.constant("WELCOME" as const),
      protocol: fc.nat(0xffff),
      session: name,
      epoch: uint,
      hub: name,
      heartbeatMs: fc.integer({ min: 1_000, max: limits.deadlineMaxMs }),
      deadMs: fc.integer({ min: 2_000, max: limits.deadlineMaxMs }),
      streamWindow: window,
      connectionWindow: window,
      frameBytes: fc.integer({ min: limits.frameBytes, max: 0xffff_ffff }),
      resume: fc.record({ token, windowMs: fc.nat(limits.deadlineMaxMs) }),
    }),
    optional({ times: fc.boolean(), streams: positions }),
  )
  .map(([required, rest]) => ({ ...required, ...rest }));

const open: fc.Arbitrary<Message> = fc
  .tuple(
    fc.record({
      type: fc.constant("OPEN" as const),
      stream,
      request: name,
      service: name,
      text: text(0, limits.textChars),
      parameters: fc.dictionary(name, scalar, { maxKeys: 5, noNullPrototype: true }),
      deadlineMs: fc.integer({ min: 1, max: limits.deadlineMaxMs }),
    }),
    optional({
      voice: name,
      language,
      instructions: text(0, limits.instructionChars),
      trace: plain(0, limits.traceChars),
      structures: fc
        .dictionary(name, structured, { maxKeys: 3, noNullPrototype: true })
        .filter(fitStructures),
      prompt: fc.record({
        bytes: fc.integer({ min: 1, max: limits.promptMaxBytes }),
        hash: name,
        transcript: text(0, limits.textChars),
      }),
    }),
  )
  .map(([required, rest]) => ({ ...required, ...rest }));

function fitStructures(structures: Readonly<Record<string, StructuredValue>>): boolean {
  const room = new StructureRoom();
  return Object.values(structures).every((value) => room.takes(value));
}

const spokenTime = fc
  .tuple(plain(0, limits.timeTextChars), fc.nat(1_000_000), fc.nat(1_000_000))
  .map(([text, start, samples]) => ({ text, start, end: start + samples }));

const anyRecord: fc.Arbitrary<Message> = fc.oneof(
  hello,
  welcome,
  open,
  fc.record({ type: fc.constantFrom("PING" as const, "PONG" as const), nonce: uint }),
  fc.record({ type: fc.constant("SERVICES" as const), services }),
  fc.record(
    {
      type: fc.constant("DRAIN" as const),
      lastStream: uint,
      graceMs: fc.nat(limits.deadlineMaxMs),
      reconnectMs: fc.nat(limits.deadlineMaxMs),
    },
    { requiredKeys: ["type", "lastStream", "graceMs"] },
  ),
  fc.record({
    type: fc.constant("ACCEPT" as const),
    stream,
    rateHz: fc.integer({ min: limits.rateMinHz, max: limits.rateMaxHz }),
    channels: fc.integer({ min: 1, max: limits.channelsMax }),
  }),
  fc.record({
    type: fc.constantFrom("DATA" as const, "PROMPT" as const),
    stream,
    offset,
    bytes: payload,
  }),
  fc.record({
    type: fc.constant("END" as const),
    stream,
    bytes: offset,
    facts: fc.dictionary(name, fact, { maxKeys: 5, noNullPrototype: true }),
  }),
  fc.record({
    type: fc.constant("RESET" as const),
    stream,
    code: fc.constantFrom(...resetCodes),
    elsewhere: fc.boolean(),
    message: plain(0, limits.messageChars),
  }),
  fc.record({
    type: fc.constant("WINDOW" as const),
    stream: uint,
    credit: fc.integer({ min: 1, max: limits.connectionWindowMaxBytes }),
  }),
  fc.record({ type: fc.constant("FORGET" as const), hash: name }),
  fc.record({
    type: fc.constant("TIMES" as const),
    stream,
    unit: fc.constantFrom("word" as const, "character" as const),
    index: fc.nat(limits.timesPerStream - 4),
    times: fc.array(spokenTime, { maxLength: 4 }),
  }),
);

/** Any message that fits the specification; of plain objects, as the decoder makes them. */
export const anyMessage: fc.Arbitrary<Message> = anyRecord.map((one) => structuredClone(one));
