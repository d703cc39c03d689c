import { createHash, randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expectOk } from "../http/expect-ok.ts";
import { Form } from "../http/form.ts";
import type { HttpClient, HttpReply } from "../http/http-client.ts";
import { engineLimits } from "../limits.ts";

/** A server that clones only recordings that lie in a folder of its own. */
export type ReferenceServer = {
  readonly http: HttpClient;
  /** That folder, as this machine sees it; undefined: what was uploaded stays there. */
  readonly referenceFolder: string | undefined;
};

/**
 * Uploads a recording by `POST /upload_reference` (devnen's servers) and asks for speech with the name
 * that it has there. Neither server lets go of it by itself. Where their folder is known, the file is
 * this utterance's own and is removed when the server has answered, which these do when all is spoken;
 * elsewhere it is named by its content, so that the same one is kept once.
 */
export async function withReference(
  { http, referenceFolder }: ReferenceServer,
  wav: Uint8Array,
  speak: (name: string) => Promise<HttpReply>,
  signal: AbortSignal,
): Promise<HttpReply> {
  if (referenceFolder === undefined) {
    const hash = createHash("sha256").update(wav).digest("hex");
    const name = `club-${hash.slice(0, 32)}.wav`;
    await upload(http, wav, name, signal);
    return await speak(name);
  }
  const name = `club-${randomUUID()}.wav`;
  try {
    // Not ended halfway: the server would go on to write the file when nobody removes it any more.
    await upload(http, wav, name, AbortSignal.timeout(engineLimits.uploadMs));
    signal.throwIfAborted();
    return await speak(name);
  } finally {
    await rm(join(referenceFolder, name), { force: true });
  }
}

async function upload(
  http: HttpClient,
  wav: Uint8Array,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const form = new Form();
  form.addWav("files", name, wav);
  const reply = await expectOk(await http.post("/upload_reference", form, signal));
  await reply.text(engineLimits.listBytes);
}
