import { idempotencyLifeMs } from "../limits.ts";
import type { AcceptedRequest, IdempotencyResult, IdempotencyKey } from "../history-store.ts";
import type { IdempotencyRow, Write } from "./tables.ts";

/**
 * Decides whether a request with an Idempotency-Key is new, and if so notes it. A request that
 * failed, was cancelled or was removed does not stand in the way of another try.
 */
export async function reserve(
  write: Write,
  request: AcceptedRequest,
  once: IdempotencyKey,
): Promise<IdempotencyResult> {
  if (await insert(write, request, once)) return { at: "new" };
  await lock(write, request, once);
  const earlier = await write
    .selectFrom("idempotency")
    .leftJoin("history", "history.id", "idempotency.entry_id")
    .select(["body_hash", "entry_id", "history.status", "idempotency.created_ms"])
    .where("idempotency.key_id", "=", request.keyId)
    .where("idempotency.idempotency_key", "=", once.idempotencyKey)
    .executeTakeFirstOrThrow();
  const isOver = earlier.created_ms < request.createdMs - idempotencyLifeMs;
  const result: IdempotencyResult = isOver ? { at: "new" } : standing(earlier, once);
  if (result.at === "new") await renew(write, request, once);
  return result;
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

/** False when the key was noted before, be it by another hub at this very moment. */
async function insert(
  write: Write,
  request: AcceptedRequest,
  once: IdempotencyKey,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await write
    .insertInto("idempotency")
    .values({
      key_id: request.keyId,
      idempotency_key: once.idempotencyKey,
      ...noteOf(request, once),
    })
    .onConflict((conflict) => conflict.columns(["key_id", "idempotency_key"]).doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

/**
 * Holds the row until this transaction ends, so that of two hubs the second sees what the first made of
 * it. An update that changes nothing does that in every dialect.
 */
async function lock(write: Write, request: AcceptedRequest, once: IdempotencyKey): Promise<void> {
  await write
    .updateTable("idempotency")
    .set((eb) => ({ created_ms: eb.ref("created_ms") }))
    .where("key_id", "=", request.keyId)
    .where("idempotency_key", "=", once.idempotencyKey)
    .execute();
}

async function renew(write: Write, request: AcceptedRequest, once: IdempotencyKey): Promise<void> {
  await write
    .updateTable("idempotency")
    .set(noteOf(request, once))
    .where("key_id", "=", request.keyId)
    .where("idempotency_key", "=", once.idempotencyKey)
    .execute();
}

function noteOf(
  request: AcceptedRequest,
  once: IdempotencyKey,
): Pick<IdempotencyRow, "body_hash" | "entry_id" | "created_ms"> {
  return { body_hash: once.bodyHash, entry_id: request.id, created_ms: request.createdMs };
}
