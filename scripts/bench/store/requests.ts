import { DatabaseSync } from "node:sqlite";
import { randomUUID } from "node:crypto";
import type { Outcome } from "../../../hub/src/store/history-store.ts";
import { dataFolder } from "../../../hub/src/data-folder.ts";
import type { Store } from "../../../hub/src/store/store.ts";
import { bytesPerSecond, pcmFormat, wavHeaderBytes } from "../limits.ts";
import type { Owner } from "./account.ts";

/** As many as the streams of a busy hub. */
const atOnce = 64;

/** Begins and ends requests as the hub does, 64 at a time. */
export async function storeRequests(store: Store, owner: Owner, count: number): Promise<void> {
  let left = count;
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await storeOne(store, owner);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

async function storeOne({ history }: Store, { userId, keyId }: Owner): Promise<void> {
  const id = `req_${randomUUID()}`;
  const input = "Speak for 5 seconds.";
  await history.begin({
    id,
    requestId: id,
    createdMs: Date.now(),
    userId,
    keyId,
    model: "unpaced",
    voice: "one",
    format: "wav",
    input,
    characters: input.length,
    parameters: {},
  });
  await history.finish(id, outcomeOf(userId));
}

const frames = 5 * pcmFormat.rateHz;

function outcomeOf(ownerId: string): Outcome {
  const { rateHz } = pcmFormat;
  return {
    status: "completed",
    provider: "agent",
    voice: "one",
    audio: { format: pcmFormat, frames },
    bytes: 5 * bytesPerSecond + wavHeaderBytes,
    firstAudioMs: 1,
    totalMs: 2,
    recovered: false,
    parts: [{ provider: "agent", ownerId, rateHz, frames, skippedFrames: 0 }],
    extension: "wav",
  };
}

/** Makes the history longer by copies of one of its rows, one a second back from an hour ago. */
export function fillHistory(dataDir: string, count: number): void {
  using database = new DatabaseSync(dataFolder(dataDir).database, { timeout: lockTimeoutMs });
  const columns = database.prepare("select name from pragma_table_info('history')").all();
  const names = columns.map((column) => String(column["name"]));
  const values = names.map((name) => {
    if (name === "id" || name === "request_id") return "'fill_' || hex(randomblob(16))";
    return name === "created_ms" ? `${Date.now() - hourMs} - 1000 * number` : name;
  });
  const insert = database.prepare(`
    with recursive numbers(number) as (
      select ? union all select number + 1 from numbers where number + 1 < ?
    )
    insert into history (${names.join(", ")})
    select ${values.join(", ")}
    from numbers, (select * from history where status = 'completed' limit 1)
  `);
  for (let from = 0; from < count; from += rowsAtOnce) {
    insert.run(from, Math.min(count, from + rowsAtOnce));
  }
  // The disk is to be done with them before anything is measured.
  database.exec("pragma wal_checkpoint(truncate)");
}

const hourMs = 3_600_000;
const rowsAtOnce = 10_000;
const lockTimeoutMs = 10_000;
