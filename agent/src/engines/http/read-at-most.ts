/** The beginning of a body as text; what is past `mostBytes` is left, and the connection with it. */
export async function readAtMost(
  body: AsyncIterable<Uint8Array>,
  mostBytes: number,
): Promise<string> {
  const parts: Uint8Array[] = [];
  let room = mostBytes;
  for await (const bytes of body) {
    parts.push(bytes.subarray(0, room));
    room -= bytes.byteLength;
    if (room <= 0) break;
  }
  return Buffer.concat(parts).toString("utf8");
}
