import type { Multipart, MultipartFile, MultipartValue } from "@fastify/multipart";
import { Failure } from "@club/shared/wire/failures.ts";
import type { FastifyRequest } from "fastify";
import { maxUploadBytes } from "../voices/limits.ts";
import type { SampleFacts } from "../voices/sample.ts";
import type { Upload, VoiceLibrary } from "../voices/voice-library.ts";
import { invalidRequest } from "./schema.ts";
import { uploadSchema } from "./voice-sample-body.ts";

/** An upload that is whole: its file, which is the caller's to dispose of, and what is said of it. */
export type ReceivedUpload = { readonly upload: Upload; readonly facts: SampleFacts };

/**
 * Reads a multipart upload in whatever order its parts come; the file goes to the disk as it comes.
 * Throws INVALID_REQUEST with the field that is missing or wrong, UNSUPPORTED_MEDIA, TOO_LARGE, and as
 * `VoiceLibrary.receive`.
 */
export async function receiveUpload(
  request: FastifyRequest,
  library: VoiceLibrary,
): Promise<ReceivedUpload> {
  if (!request.isMultipart()) {
    throw new Failure("UNSUPPORTED_MEDIA", "Send the sample as multipart/form-data.");
  }
  await using received = new AsyncDisposableStack();
  const fields = new Map<string, string>();
  let upload: Upload | undefined;
  for await (const part of partsOf(request)) {
    if (part.type === "field") addField(fields, part);
    else upload = received.use(await library.receive(request.caller.userId, checkedFile(part)));
  }
  if (upload === undefined) throw refused("audio", "the recording is missing.");
  const parsed = uploadSchema.safeParse(Object.fromEntries(fields));
  if (!parsed.success) throw invalidRequest(parsed.error);
  received.move();
  return { upload, facts: parsed.data };
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

function addField(fields: Map<string, string>, part: MultipartValue): void {
  const { fieldname, value } = part;
  if (part.fieldnameTruncated || part.valueTruncated || typeof value !== "string") {
    throw refused(fieldname, "it is too long.");
  }
  if (fieldname === "audio") throw refused("audio", "send the recording as a file.");
  if (fields.has(fieldname)) throw refused(fieldname, "it is there twice.");
  fields.set(fieldname, value);
}

/** The bytes of the one file; its name and type, which are a stranger's words, are not looked at. */
async function* checkedFile({ fieldname, file }: MultipartFile): AsyncGenerator<Uint8Array> {
  if (fieldname !== "audio") {
    file.resume();
    throw refused(fieldname, "the only file is audio.");
  }
  for await (const bytes of file as AsyncIterable<Buffer>) yield bytes;
  if (file.truncated) {
    const message = `audio: a file has at most ${maxUploadBytes / 1024 / 1024} MiB.`;
    throw new Failure("TOO_LARGE", message, { param: "audio" });
  }
}

function refused(param: string, reason: string): Failure {
  return new Failure("INVALID_REQUEST", `${param}: ${reason}`, { param });
}
