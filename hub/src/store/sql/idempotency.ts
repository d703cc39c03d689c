import { idempotencyLifeMs } from "../limits.ts";
import type { AcceptedRequest, IdempotencyResult, IdempotencyKey } from "../history-store.ts";
import type { Write } from "./tables.ts";

/**
 * Decides whether a request with an Idempotency-Key is new, and if so notes it. A request that
 * failed, was cancelled or was removed does not stand in the way of another try.
 */
export async function reserve(
  write: Write,
  request: AcceptedRequest,
  once: IdempotencyKey,
): Promise<IdempotencyResult> {
  const earlier = await write
    .selectFrom("idempotency")
    .leftJoin("history", "history.id", "idempotency.entry_id")
    .select(["body_hash", "entry_id", "history.status", "idempotency.created_ms"])
    .where("idempotency.key_id", "=", request.keyId)
    .where("idempotency.idempotency_key", "=", once.idempotencyKey)
    .executeTakeFirst();
  const expiredBefore = request.createdMs - idempotencyLifeMs;
  const beginning: IdempotencyResult =
    earlier === undefined || earlier.created_ms < expiredBefore
      ? { at: "new" }
      : standing(earlier, once);
  if (beginning.at === "new") await note(write, request, once);
  return beginning;
}

type Earlier = {
  readonly body_hash: string;
  readonly entry_id: string;
  readonly status: string | null;
};

function standing(earlier: Earlier, once: IdempotencyKey): IdempotencyResult {
  if (earlier.status !== "running" && earlier.status !== "completed") return { at: "new" };
  if (earlier.body_hash !== once.bodyHash) return { at: "conflict" };
  return { at: earlier.status, id: earlier.entry_id };
}

async function note(write: Write, request: AcceptedRequest, once: IdempotencyKey): Promise<void> {
  const row = {
    key_id: request.keyId,
    idempotency_key: once.idempotencyKey,
    body_hash: once.bodyHash,
    entry_id: request.id,
    created_ms: request.createdMs,
  };
  const { key_id: _, idempotency_key: __, ...renewed } = row;
  await write
    .insertInto("idempotency")
    .values(row)
    .onConflict((conflict) => conflict.columns(["key_id", "idempotency_key"]).doUpdateSet(renewed))
    .execute();
}
