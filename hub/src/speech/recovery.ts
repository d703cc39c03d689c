import {
  Failure,
  type FailureCode,
  isResetCode,
  type ResetCode,
} from "@club/shared/wire/failures.ts";
import { maxAttempts } from "./limits.ts";

/**
 * What is to be done after a provider failed, and whom the failure speaks against. `failure` is what
 * the request's consumer is told where nothing else can be done.
 */
export type Recovery =
  /** It may well take the request in a moment, and is as good as any other until then. */
  | { readonly next: "wait"; readonly failure: Failure }
  /** Another provider speaks it. */
  | { readonly next: "move"; readonly blames: "provider" | "nobody"; readonly failure: Failure }
  | { readonly next: "fail"; readonly blames: "provider" | "request"; readonly failure: Failure };

/** How things stood when it failed. */
export type Attempt = {
  /** 1 for the first provider that was tried with this segment. */
  readonly number: number;
  /** How long the same provider may still be waited for. */
  readonly leftMs: number;
  /** Whether audio has been heard, so that only a provider with the same voice can go on. */
  readonly isHeard: boolean;
  readonly isVoiceKnown: boolean;
};

/**
 * Decides what follows a provider's failure. What counts is its code: a provider's word that nobody
 * else could do better (`elsewhere: false`) neither excuses it nor keeps the request from others.
 */
export function recoveryFrom(failure: Failure, attempt: Attempt): Recovery {
  const verdict = isResetCode(failure.code) ? verdicts[failure.code] : "provider";
  const told = toConsumer(failure);
  if (verdict === "busy" && attempt.leftMs > 0) return { next: "wait", failure: told };
  const blames = verdict === "provider" ? "provider" : "nobody";
  if (verdict === "request" && !failure.elsewhere) {
    return { next: "fail", blames: "request", failure: told };
  }
  const isStuck = attempt.isHeard && !attempt.isVoiceKnown;
  if (isStuck || attempt.number >= maxAttempts) {
    return { next: "fail", blames: blames === "provider" ? "provider" : "request", failure: told };
  }
  return { next: "move", blames, failure: told };
}

/**
 * What each code says when it comes from a provider. One that was given a model or voice which it
 * declares has no reason to refuse it, nor to cancel what its consumer still waits for.
 */
const verdicts: Readonly<Record<ResetCode, "busy" | "provider" | "request">> = {
  BUSY: "busy",
  NOT_READY: "busy",
  CONN_LOST: "provider",
  ENGINE_FAILED: "provider",
  FLOW_CONTROL: "provider",
  INTERNAL: "provider",
  CANCELLED: "provider",
  MODEL_NOT_FOUND: "provider",
  VOICE_NOT_FOUND: "provider",
  DEADLINE: "request",
  BAD_INPUT: "request",
};

/**
 * The failure as its consumer is told it: one sentence of the hub's for each code, for a provider's
 * own words are for its owner. They stay as the cause.
 */
function toConsumer(failure: Failure): Failure {
  const code = codes[failure.code] ?? failure.code;
  const message = sentences[code] ?? "The provider failed.";
  return new Failure(code, message, {
    cause: failure,
    elsewhere: failure.elsewhere,
    ...(failure.retryAfterMs !== undefined && { retryAfterMs: failure.retryAfterMs }),
  });
}

/** Codes that say something else in a consumer's request than in a provider's answer. */
const codes: Partial<Readonly<Record<FailureCode, FailureCode>>> = {
  CANCELLED: "ENGINE_FAILED",
  MODEL_NOT_FOUND: "ENGINE_FAILED",
  VOICE_NOT_FOUND: "ENGINE_FAILED",
};

const sentences: Partial<Readonly<Record<FailureCode, string>>> = {
  BUSY: "Every provider of this model is busy. Try again in a few seconds.",
  NOT_READY: "The provider of this model is not ready. Try again in a few seconds.",
  CONN_LOST: "The connection to the provider was lost.",
  ENGINE_FAILED: "The provider could not speak this text.",
  BAD_INPUT: "The engine does not take this text with these parameters.",
  DEADLINE: "The request took too long.",
};
