import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { partsOf } from "./multipart.ts";
import { json, unprocessable } from "./replies.ts";
import type { Reply, SeenRequest } from "./speech-server.ts";

/** Where devnen's servers keep the recordings that are uploaded to be cloned. */
export type ReferenceFolder = Disposable & {
  readonly path: string;
  /** Every upload, in order. */
  readonly uploads: readonly SeenRequest[];
  files(): readonly string[];
  read(name: string): Buffer;
  has(name: unknown): boolean;
  /** `POST /upload_reference`; `objection` says what is wrong with a file, if anything is. */
  upload(request: SeenRequest, objection?: (file: Buffer) => string | undefined): Reply;
};

export function referenceFolder(): ReferenceFolder {
  const path = mkdtempSync(join(tmpdir(), "club-reference-"));
  const uploads: SeenRequest[] = [];
  const has = (name: unknown): boolean => typeof name === "string" && existsSync(join(path, name));
  return {
    path,
    uploads,
    files: () => readdirSync(path),
    read: (name) => readFileSync(join(path, name)),
    has,
    upload(request, objection = () => undefined) {
      uploads.push(request);
      const [part] = partsOf(request);
      if (part?.name !== "files" || part.fileName === undefined)
        return unprocessable("files", "Field required");
      const { fileName, bytes } = part;
      const error = /\.(wav|mp3)$/.test(fileName) ? objection(bytes) : "Invalid file type.";
      // What is there by that name is kept.
      if (error === undefined && !has(fileName)) writeFileSync(join(path, fileName), bytes);
      const answer = {
        message: "Processed 1 file(s).",
        uploaded_files: error === undefined ? [fileName] : [],
        all_reference_files: readdirSync(path),
        errors: error === undefined ? [] : [{ filename: fileName, error }],
      };
      return json(answer, error === undefined ? 200 : 400);
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
