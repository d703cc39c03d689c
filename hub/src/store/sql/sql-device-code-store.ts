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
    count: async (nowMs, address) => {
      const all = db.selectFrom("device_codes").where("expires_ms", ">", nowMs);
      const those = address === undefined ? all : all.where("address", "=", address);
      const { count } = await those
        .select(({ fn }) => fn.countAll<number | string>().as("count"))
        .executeTakeFirstOrThrow();
      return Number(count);
    },
    decide: (userCode, decision) =>
      commits.run(async (write) => {
        const { numUpdatedRows } = await write
          .updateTable("device_codes")
          .set(columnsOf(decision))
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
    address: code.address,
    ...columnsOf(code.decision),
  };
}

function columnsOf(
  decision: DeviceCode["decision"],
): Pick<DeviceCodeRow, "state" | "approved_for" | "approved_by"> {
  const isApproved = decision.at === "approved";
  return {
    state: decision.at,
    approved_for: isApproved ? decision.userName : null,
    approved_by: isApproved ? (decision.keyId ?? null) : null,
  };
}

function codeOf(row: DeviceCodeRow): DeviceCode {
  return {
    userCode: row.user_code,
    deviceHash: row.device_hash,
    name: row.name,
    address: row.address ?? "",
    createdMs: row.created_ms,
    expiresMs: row.expires_ms,
    decision: decisionOf(row),
  };
}

function decisionOf(row: DeviceCodeRow): DeviceCode["decision"] {
  const { state, approved_for: userName, approved_by: keyId } = row;
  if (state === "approved" && userName !== null) {
    return { at: "approved", userName, keyId: keyId ?? undefined };
  }
  return { at: state === "denied" ? "denied" : "pending" };
}
