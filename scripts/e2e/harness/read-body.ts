/** How a body ended, and what came of it until then. */
export type BodyEnd = { readonly bytes: Buffer; readonly cut: boolean };

/** Reads a body to its end, or until the connection is destroyed. */
export async function readBody(response: Response): Promise<BodyEnd> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of response.body ?? []) chunks.push(chunk as Uint8Array);
    return { bytes: Buffer.concat(chunks), cut: false };
  } catch {
    return { bytes: Buffer.concat(chunks), cut: true };
  }
}
