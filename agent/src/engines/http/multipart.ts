import { randomUUID } from "node:crypto";

/** A body and the Content-Type that goes with it. */
export type EncodedForm = { readonly type: string; readonly body: Buffer };

/**
 * A form as RFC 7578 has it, its texts to the byte: what `fetch` makes of a FormData turns every line
 * feed into two characters, and models that read bytes would see the one too many.
 */
export async function encodeForm(form: FormData): Promise<EncodedForm> {
  const boundary = `club-${randomUUID()}`;
  const parts: Uint8Array[] = [];
  for (const [name, value] of form) {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"`;
    if (typeof value === "string") {
      parts.push(Buffer.from(`${head}\r\n\r\n${value}\r\n`));
      continue;
    }
    const type = value.type === "" ? "application/octet-stream" : value.type;
    const fileHead = `${head}; filename="${quoted(value.name)}"\r\nContent-Type: ${type}\r\n\r\n`;
    parts.push(Buffer.from(fileHead), await value.bytes(), Buffer.from("\r\n"));
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return { type: `multipart/form-data; boundary=${boundary}`, body: Buffer.concat(parts) };
}

/** What would end a quoted name, as the HTML standard escapes it ("multipart/form-data"). */
function quoted(name: string): string {
  return name.replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll('"', "%22");
}
