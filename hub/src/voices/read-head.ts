export type FileWithHead = {
  /** At least as many bytes as were asked for; fewer only when the file is shorter. */
  readonly head: Uint8Array;
  /** All of it, the first bytes included. To be read once. */
  readonly all: AsyncIterable<Uint8Array>;
};

/** Reads a file's beginning, however it is cut into chunks, and leaves the file whole. */
export async function readHead(
  file: AsyncIterable<Uint8Array>,
  bytes: number,
): Promise<FileWithHead> {
  const chunks = file[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < bytes) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  return { head, all: prepend(head, chunks) };
}

async function* prepend(
  head: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
