import type { DeviceCode, DeviceCodeStore } from "../../accounts/device-code-store.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Database, DeviceCodeRow } from "./tables.ts";

/** Waiting agents in SQL. */
export function sqlDeviceCodeStore(db: Database, commits: GroupCommit): DeviceCodeStore {
  const find = async (
    column: "user_code" | "device_hash",
    value: string,
  ): Promise<DeviceCode | undefined> => {
    const query = db.selectFrom("device_codes").selectAll().where(column, "=", value);
    const row = await query.executeTakeFirst();
    return row && codeOf(row);
  };
  return {
    insert: (code) =>
      commits.run(async (write) => {
        await write.deleteFrom("device_codes").where("expires_ms", "<", code.createdMs).execute();
        await write.insertInto("device_codes").values(rowOf(code)).execute();
      }),
    byUserCode: (userCode) => find("user_code", userCode),
    byDeviceHash: (deviceHash) => find("device_hash", deviceHash),
    count: async (nowMs) => {
      const { count } = await db
        .selectFrom("device_codes")
        .select(({ fn }) => fn.countAll<number | string>().as("count"))
        .where("expires_ms", ">", nowMs)
        .executeTakeFirstOrThrow();
      return Number(count);
    },
    decide: (userCode, decision) =>
      commits.run(async (write) => {
        const approved = decision.at === "approved" ? decision.userName : null;
        const { numUpdatedRows } = await write
          .updateTable("device_codes")
          .set({ state: decision.at, approved_for: approved })
          .where("user_code", "=", userCode)
          .where("state", "=", "pending")
          .executeTakeFirstOrThrow();
        return numUpdatedRows === 1n;
      }),
    remove: (deviceHash) =>
      commits.run(async (write) => {
        const { numDeletedRows } = await write
          .deleteFrom("device_codes")
          .where("device_hash", "=", deviceHash)
          .executeTakeFirstOrThrow();
        return numDeletedRows === 1n;
      }),
  };
}

function rowOf(code: DeviceCode): DeviceCodeRow {
  return {
    user_code: code.userCode,
    device_hash: code.deviceHash,
    name: code.name,
    created_ms: code.createdMs,
    expires_ms: code.expiresMs,
    state: code.decision.at,
    approved_for: code.decision.at === "approved" ? code.decision.userName : null,
  };
}

function codeOf(row: DeviceCodeRow): DeviceCode {
  return {
    userCode: row.user_code,
    deviceHash: row.device_hash,
    name: row.name,
    createdMs: row.created_ms,
    expiresMs: row.expires_ms,
    decision: decisionOf(row),
  };
}

function decisionOf({ state, approved_for: userName }: DeviceCodeRow): DeviceCode["decision"] {
  if (state === "approved" && userName !== null) return { at: "approved", userName };
  return { at: state === "denied" ? "denied" : "pending" };
}
