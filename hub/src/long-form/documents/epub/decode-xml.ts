import { decodeText } from "../decode-text.ts";

/** An XML file's characters, in the encoding that its first line names, or as of any text. */
export function decodeXml(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 200)).toString("latin1");
  const [, label] = /^<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(head) ?? [];
  if (label === undefined || /^utf-?(?:8|16)$/iu.test(label)) return decodeText(bytes);
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    return decodeText(bytes);
  }
}
