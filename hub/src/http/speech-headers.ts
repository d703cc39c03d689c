import { Failure } from "@club/shared/wire/failures.ts";
import { limits as wire } from "@club/shared/wire/limits.ts";
import type { FastifyRequest } from "fastify";
import { createHash } from "node:crypto";
import type { Ledger } from "../speech/ledger.ts";
import type { IdempotencyKey } from "../store/history-store.ts";

/** The request's Idempotency-Key with the hash of its body, if it has one. */
export function idempotencyKeyOf(request: FastifyRequest): IdempotencyKey | undefined {
  const key = request.headers["idempotency-key"];
  if (key === undefined) return undefined;
  if (typeof key !== "string" || key === "" || key.length > maxKeyChars) {
    const message = `Idempotency-Key: 1 to ${maxKeyChars} characters.`;
    throw new Failure("INVALID_REQUEST", message, { param: "Idempotency-Key" });
  }
  return { idempotencyKey: key, bodyHash: hashOf(request.body) };
}

function hashOf(body: unknown): string {
  try {
    return createHash("sha256").update(JSON.stringify(body)).digest("hex");
  } catch (cause) {
    // JSON.parse takes any depth; to write it again takes a stack.
    const message = "The body is nested too deeply.";
    throw new Failure("INVALID_REQUEST", message, { cause });
  }
}

/** A UUID is 36; nobody needs more than a few of them. */
const maxKeyChars = 255;

/** W3C Trace Context's `traceparent`, where it is one. */
export function traceOf(request: FastifyRequest): string | undefined {
  const { traceparent } = request.headers;
  const isOne = typeof traceparent === "string" && traceparent.length <= wire.traceChars;
  return isOne && /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}/.test(traceparent)
    ? traceparent
    : undefined;
}

/** W3C Server-Timing: the wait for a slot, the provider's time to its first audio, and all until ours. */
export function serverTiming({ queueMs, providerMs, firstAudioMs }: Ledger): string {
  const timings = { queue: queueMs, provider: providerMs, "first-audio": firstAudioMs };
  return Object.entries(timings)
    .filter((entry): entry is [string, number] => entry[1] !== undefined)
    .map(([name, ms]) => `${name};dur=${ms.toFixed(1)}`)
    .join(", ");
}

/** Names what of a request no engine was given; names that a header cannot carry are left out. */
export function ignoredHeader(names: readonly string[]): Readonly<Record<string, string>> {
  const plain = names.filter((name) => /^[\w.-]{1,64}$/.test(name)).slice(0, maxIgnoredNames);
  return plain.length === 0 ? {} : { "x-ignored-parameters": plain.join(", ") };
}

/** A header stays readable. */
const maxIgnoredNames = 20;
