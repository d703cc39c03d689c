import { type ByteReader, byteReader } from "@club/shared/audio/byte-reader.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import { engineLimits } from "../limits.ts";
import { asRecord, parseJson } from "../parse-json.ts";

/** An event of the Wyoming protocol (rhasspy/wyoming): a type, data and a binary payload. */
export type WyomingEvent = {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly payload: Uint8Array;
};

/**
 * One event as bytes: a line of JSON and its data. The data goes behind the line, not in it, because
 * Python's reader gives a line 64 KiB at the most.
 */
export function encodeEvent(type: string, data: object): Uint8Array {
  const body = Buffer.from(JSON.stringify(data));
  const header = { type, version: "1.5.0", data_length: body.byteLength };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]);
}

/** The events of a connection, until it ends. Throws ENGINE_FAILED for what is no Wyoming, or too big. */
export async function* readEvents(source: AsyncIterable<Uint8Array>): AsyncGenerator<WyomingEvent> {
  const reader = byteReader(source);
  try {
    for (;;) {
      const line = await readLine(reader);
      if (line === undefined) return;
      yield await readEvent(reader, asRecord(parseJson(line)));
    }
  } finally {
    await reader.close();
  }
}

async function readEvent(
  reader: ByteReader,
  header: Readonly<Record<string, unknown>>,
): Promise<WyomingEvent> {
  const data = await readBlock(reader, header["data_length"], engineLimits.wyomingDataBytes);
  const payload = await readBlock(
    reader,
    header["payload_length"],
    engineLimits.wyomingPayloadBytes,
  );
  const extra =
    data.byteLength === 0 ? {} : asRecord(parseJson(Buffer.from(data).toString("utf8")));
  return {
    type: String(header["type"]),
    data: { ...asRecord(header["data"]), ...extra },
    payload,
  };
}

async function readLine(reader: ByteReader): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  for (let room: number = engineLimits.wyomingLineBytes; room > 0; ) {
    const bytes = await reader.some(room);
    if (bytes.byteLength === 0) return undefined;
    const end = bytes.indexOf(0x0a);
    parts.push(end === -1 ? bytes : bytes.subarray(0, end));
    if (end !== -1) {
      reader.unread(bytes.subarray(end + 1));
      return Buffer.concat(parts).toString("utf8");
    }
    room -= bytes.byteLength;
  }
  throw new Failure("ENGINE_FAILED", "The server does not speak the Wyoming protocol.");
}

async function readBlock(reader: ByteReader, length: unknown, most: number): Promise<Uint8Array> {
  const bytes = length ?? 0;
  if (typeof bytes !== "number" || !Number.isSafeInteger(bytes) || bytes < 0 || bytes > most) {
    throw new Failure("ENGINE_FAILED", "The Wyoming server announces more than it may send.");
  }
  const block = bytes === 0 ? new Uint8Array(0) : await reader.exactly(bytes);
  if (block.byteLength === bytes) return block;
  throw new Failure("ENGINE_FAILED", "The Wyoming server broke off.");
}
