/** Pulls exact amounts of bytes out of a stream of chunks of any size; holds at most what was asked for. */
export type ByteReader = {
  /** Exactly `count` bytes, or fewer when the stream ends before. */
  exactly(count: number): Promise<Uint8Array>;
  /** The next bytes as they come, `most` at most; empty at the end of the stream. */
  some(most: number): Promise<Uint8Array>;
  /** Puts bytes back, to be read next. */
  unread(bytes: Uint8Array): void;
  /** Ends the source. */
  close(): Promise<void>;
};

export function byteReader(source: AsyncIterable<Uint8Array>): ByteReader {
  const chunks = source[Symbol.asyncIterator]();
  let held: Uint8Array = new Uint8Array(0);

  const fill = async (): Promise<boolean> => {
    while (held.byteLength === 0) {
      const next = await chunks.next();
      if (next.done === true) return false;
      held = next.value;
    }
    return true;
  };
  const some = async (most: number): Promise<Uint8Array> => {
    if (!(await fill())) return new Uint8Array(0);
    const taken = held.subarray(0, most);
    held = held.subarray(taken.byteLength);
    return taken;
  };

  return {
    some,
    async exactly(count) {
      const first = await some(count);
      if (first.byteLength === count || first.byteLength === 0) return first;
      const parts = [first];
      for (let missing = count - first.byteLength; missing > 0; ) {
        const part = await some(missing);
        if (part.byteLength === 0) break;
        parts.push(part);
        missing -= part.byteLength;
      }
      return Buffer.concat(parts);
    },
    unread(bytes) {
      held = held.byteLength === 0 ? bytes : Buffer.concat([bytes, held]);
    },
    async close() {
      await chunks.return?.();
    },
  };
}
