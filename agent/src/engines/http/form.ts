import type { ParameterValue, StructuredValue } from "@club/shared/wire/messages.ts";
import { randomUUID } from "node:crypto";

/** A body and the Content-Type that goes with it. */
export type EncodedForm = { readonly type: string; readonly body: Buffer };

/**
 * A multipart form as RFC 7578 has it, its texts to the byte: what `fetch` makes of a FormData turns every
 * line feed into two characters, and models that read bytes would see the one too many. A FormData would
 * also load Node's `fetch`, of ten megabytes.
 */
export class Form {
  readonly #boundary = `club-${randomUUID()}`;
  readonly #parts: Uint8Array[] = [];

  addText(name: string, value: string): void {
    this.#begin(name);
    this.#parts.push(Buffer.from(`\r\n\r\n${value}\r\n`));
  }

  addWav(name: string, fileName: string, wav: Uint8Array): void {
    this.#begin(name);
    const head = `; filename="${quoted(fileName)}"\r\nContent-Type: audio/wav\r\n\r\n`;
    this.#parts.push(Buffer.from(head), wav, Buffer.from("\r\n"));
  }

  encode(): EncodedForm {
    const body = Buffer.concat([...this.#parts, Buffer.from(`--${this.#boundary}--\r\n`)]);
    return { type: `multipart/form-data; boundary=${this.#boundary}`, body };
  }

  #begin(name: string): void {
    const disposition = `Content-Disposition: form-data; name="${quoted(name)}"`;
    this.#parts.push(Buffer.from(`--${this.#boundary}\r\n${disposition}`));
  }
}

/** A form of the fields in their order, absent ones left out, maps and lists as JSON, and then of the WAV files. */
export function formOf(
  fields: Readonly<Record<string, ParameterValue | StructuredValue | undefined>>,
  wavs: Readonly<Record<string, Uint8Array | undefined>> = {},
): Form {
  const form = new Form();
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    form.addText(name, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  for (const [name, wav] of Object.entries(wavs)) {
    if (wav !== undefined) form.addWav(name, `${name}.wav`, wav);
  }
  return form;
}

/** What would end a quoted name, as the HTML standard escapes it ("multipart/form-data"). */
function quoted(name: string): string {
  return name.replaceAll("\r", "%0D").replaceAll("\n", "%0A").replaceAll('"', "%22");
}
