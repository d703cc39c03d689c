import { errorTypes } from "@club/shared/wire/error-body.ts";
import type { Failure } from "@club/shared/wire/failures.ts";
import type { Outcome } from "../store/history-store.ts";
import { characters } from "../text/characters.ts";
import type { Ledger } from "./ledger.ts";

/**
 * The end of a request as history keeps it. `copy` is what the archive has of its audio; `input` is its
 * text, where that was not all there from the beginning.
 */
export function outcomeOf(
  ledger: Ledger,
  failure: Failure | undefined,
  copy: { readonly bytes: number; readonly extension: string } | undefined,
  input?: string,
): Outcome {
  return {
    status: statusOf(failure),
    provider: ledger.provider,
    voice: ledger.voice,
    audio: ledger.audio,
    bytes: copy?.bytes ?? 0,
    firstAudioMs: ledger.firstAudioMs,
    totalMs: ledger.elapsedMs(),
    recovered: ledger.recovered,
    parts: ledger.parts,
    error:
      failure === undefined || failure.code === "CANCELLED"
        ? undefined
        : { type: errorTypes[failure.code], message: failure.message },
    detail: detailOf(failure?.cause),
    extension: copy?.extension,
    cues: ledger.cues,
    input: input === undefined ? undefined : { text: input, characters: characters(input) },
    facts: Object.keys(ledger.facts).length === 0 ? undefined : ledger.facts,
  };
}

/** An error's own words, and those of what caused it in turn. */
function detailOf(cause: unknown): string | undefined {
  if (cause === undefined) return undefined;
  if (!(cause instanceof Error)) return JSON.stringify(cause);
  const deeper = detailOf(cause.cause);
  return deeper === undefined ? cause.message : `${cause.message} (${deeper})`;
}

function statusOf(failure: Failure | undefined): Outcome["status"] {
  if (failure === undefined) return "completed";
  return failure.code === "CANCELLED" ? "cancelled" : "failed";
}
