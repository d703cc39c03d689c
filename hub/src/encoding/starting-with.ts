/** The head travels with the first of the rest: an engine that fails before it leaves no trace. */
export async function* startingWith(
  head: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  let isFirst = true;
  for await (const bytes of rest) {
    yield isFirst ? Buffer.concat([head, bytes]) : bytes;
    isFirst = false;
  }
}
