import type { Multipart, MultipartFile } from "@fastify/multipart";
import { Failure } from "@club/shared/wire/failures.ts";
import type { FastifyRequest } from "fastify";
import { extname } from "node:path";
import { invalidRequest } from "../../http/schema.ts";
import { type DocumentKind, documentKinds, type Document } from "../documents/document.ts";
import type { ReadDocument } from "../documents/document-reader.ts";
import { type JobFacts, jobForm } from "./job-input.ts";

/**
 * Reads a form with a document and what is said of it, in whatever order its parts come. Throws
 * INVALID_REQUEST with the part that is missing or wrong, UNSUPPORTED_MEDIA, TOO_LARGE, and what
 * reading the document throws.
 */
export async function receiveDocument(
  request: FastifyRequest,
  read: ReadDocument,
  signal: AbortSignal,
): Promise<{ readonly facts: JobFacts; readonly document: Document }> {
  const fields = new Map<string, unknown>();
  let document: Document | undefined;
  for await (const part of partsOf(request)) {
    if (part.type === "file") document = await readFile(part, read, signal);
    else fields.set(part.fieldname, part.value);
  }
  if (document === undefined) throw refused("a .txt, .md or .epub is missing.");
  const parsed = jobForm.safeParse(Object.fromEntries(fields));
  if (!parsed.success) throw invalidRequest(parsed.error);
  return { facts: parsed.data, document };
}

async function readFile(
  part: MultipartFile,
  read: ReadDocument,
  signal: AbortSignal,
): Promise<Document> {
  const kind = kindOf(part.filename);
  if (kind === undefined) {
    part.file.resume();
    throw new Failure("UNSUPPORTED_MEDIA", "file: send a .txt, .md or .epub.", { param: "file" });
  }
  const bytes = await part.toBuffer();
  if (part.file.truncated)
    throw new Failure("TOO_LARGE", "file: it is too large.", { param: "file" });
  return await read(bytes, kind, signal);
}

/** The form's parts. Throws INVALID_REQUEST where it is none, as without a boundary, or breaks off. */
async function* partsOf(request: FastifyRequest): AsyncGenerator<Multipart> {
  try {
    yield* request.parts();
  } catch (thrown) {
    if (thrown instanceof Error && "statusCode" in thrown) throw thrown;
    const message = "The body cannot be read as multipart/form-data.";
    throw new Failure("INVALID_REQUEST", message, { cause: thrown });
  }
}

/** By the file name's ending, which is all that is looked at of it. */
function kindOf(filename: string): DocumentKind | undefined {
  const ending = extname(filename).slice(1).toLowerCase();
  const kind = { markdown: "md", text: "txt" }[ending] ?? ending;
  return documentKinds.find((one) => one === kind);
}

function refused(reason: string): Failure {
  return new Failure("INVALID_REQUEST", `file: ${reason}`, { param: "file" });
}
