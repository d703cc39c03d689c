import type { SeenRequest } from "./speech-server.ts";

export type FormPart = {
  readonly name: string;
  readonly fileName?: string;
  readonly type?: string;
  readonly bytes: Buffer;
};

/** The parts of a multipart form, in order. */
export function partsOf(request: SeenRequest): FormPart[] {
  const boundary = /boundary=(.+)$/.exec(request.headers["content-type"] ?? "")?.[1];
  if (boundary === undefined) throw new Error("not a multipart form");
  const text = request.body.toString("latin1");
  return text
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const end = part.indexOf("\r\n\r\n");
      const head = part.slice(0, end);
      const name = /name="([^"]*)"/.exec(head)?.[1] ?? "";
      const fileName = /filename="([^"]*)"/.exec(head)?.[1];
      const type = /content-type: (.+)/i.exec(head)?.[1]?.trim();
      const bytes = Buffer.from(part.slice(end + 4, -2), "latin1");
      return { name, bytes, ...(fileName && { fileName }), ...(type && { type }) };
    });
}

/** Its fields that are no files. */
export function fieldsOf(request: SeenRequest): Record<string, string> {
  const fields = partsOf(request).filter((part) => part.fileName === undefined);
  return Object.fromEntries(fields.map(({ name, bytes }) => [name, bytes.toString()]));
}
