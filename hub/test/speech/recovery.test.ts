import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { Failure, failures, isResetCode, type ResetCode } from "@club/shared/wire/failures.ts";
import { maxAttempts } from "../../src/speech/limits.ts";
import { type Attempt, recoveryFrom } from "../../src/speech/recovery.ts";

const fresh: Attempt = { number: 1, leftMs: 10_000, isHeard: false, isVoiceKnown: false };
const late: Attempt = { ...fresh, leftMs: 0 };
const heard: Attempt = { ...fresh, isHeard: true, isVoiceKnown: true };
const stuck: Attempt = { ...fresh, isHeard: true, isVoiceKnown: false };
const last: Attempt = { ...fresh, number: maxAttempts };

type Outcome = "wait" | "move, provider" | "move, nobody" | "fail, provider" | "fail, request";
type Row = readonly [string, Partial<Failure> & { code: ResetCode }, Attempt, Outcome, ResetCode];

const table: readonly Row[] = [
  ["busy for a moment", { code: "BUSY" }, fresh, "wait", "BUSY"],
  ["busy in mid-speech", { code: "BUSY" }, heard, "wait", "BUSY"],
  ["not ready for a moment", { code: "NOT_READY" }, fresh, "wait", "NOT_READY"],
  ["busy for too long", { code: "BUSY" }, late, "move, nobody", "BUSY"],
  ["not ready for too long", { code: "NOT_READY" }, late, "move, nobody", "NOT_READY"],
  ["dead engine", { code: "ENGINE_FAILED" }, fresh, "move, provider", "ENGINE_FAILED"],
  [
    "dead engine in mid-speech",
    { code: "ENGINE_FAILED" },
    heard,
    "move, provider",
    "ENGINE_FAILED",
  ],
  [
    "dead engine that says that nobody could do better",
    { code: "ENGINE_FAILED", elsewhere: false },
    fresh,
    "move, provider",
    "ENGINE_FAILED",
  ],
  [
    "dead engine in a voice unknown",
    { code: "ENGINE_FAILED" },
    stuck,
    "fail, provider",
    "ENGINE_FAILED",
  ],
  [
    "dead engine once too often",
    { code: "ENGINE_FAILED" },
    last,
    "fail, provider",
    "ENGINE_FAILED",
  ],
  ["lost connection", { code: "CONN_LOST" }, heard, "move, provider", "CONN_LOST"],
  ["broken window", { code: "FLOW_CONTROL" }, fresh, "move, provider", "FLOW_CONTROL"],
  ["fault of the agent", { code: "INTERNAL" }, fresh, "move, provider", "INTERNAL"],
  ["cancel that nobody asked for", { code: "CANCELLED" }, fresh, "move, provider", "ENGINE_FAILED"],
  [
    "refusal of a declared voice",
    { code: "VOICE_NOT_FOUND" },
    fresh,
    "move, provider",
    "ENGINE_FAILED",
  ],
  [
    "refusal of a declared model",
    { code: "MODEL_NOT_FOUND" },
    fresh,
    "move, provider",
    "ENGINE_FAILED",
  ],
  ["text that no engine takes", { code: "BAD_INPUT" }, fresh, "fail, request", "BAD_INPUT"],
  [
    "text that this engine does not take",
    { code: "BAD_INPUT", elsewhere: true },
    fresh,
    "move, nobody",
    "BAD_INPUT",
  ],
  ["passed deadline", { code: "DEADLINE" }, heard, "fail, request", "DEADLINE"],
];

suite("what follows a provider's failure", () => {
  for (const [what, { code, elsewhere }, attempt, outcome, told] of table) {
    test(`${what}: ${outcome}`, () => {
      const failure = new Failure(code, "its own words", {
        ...(elsewhere !== undefined && { elsewhere }),
      });
      const recovery = recoveryFrom(failure, attempt);
      const { next } = recovery;
      assert.equal(next === "wait" ? next : `${next}, ${recovery.blames}`, outcome);
      assert.equal(recovery.failure.code, told);
      assert.ok(!recovery.failure.message.includes("its own words"));
      assert.equal(recovery.failure.cause, failure);
    });
  }

  test("every code that a provider can send stands in the table", () => {
    const tried = new Set(table.map(([, { code }]) => code));
    const sent = Object.keys(failures).filter((code) => isResetCode(code));
    assert.deepEqual(
      sent.filter((code) => !tried.has(code)),
      [],
    );
  });
});
