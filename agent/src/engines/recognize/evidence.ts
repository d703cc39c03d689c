import { Failure } from "@club/shared/wire/failures.ts";
import { boundedCall } from "../bounded-call.ts";
import type { HttpClient } from "../http/http-client.ts";
import { engineLimits } from "../limits.ts";

/** A server's answer to one harmless question. */
export type Answer = { readonly status: number; readonly body: string };

/** The questions by which servers are told apart; all are GETs that make none of them work. */
export const questions = [
  "/openapi.json",
  "/v1/models",
  "/v1/audio/list_voices",
  "/voices",
  "/readyz",
  "/",
] as const;

export type Evidence = Readonly<Record<(typeof questions)[number], Answer | undefined>>;

/** Asks them all at once. Throws NOT_READY when nobody listens; an answer that does not come is undefined. */
export async function gatherEvidence(http: HttpClient, signal: AbortSignal): Promise<Evidence> {
  const answers = await Promise.all(
    questions.map(async (path) => [path, await ask(http, path, signal)] as const),
  );
  return Object.fromEntries(answers) as Evidence;
}

async function ask(
  http: HttpClient,
  path: string,
  caller: AbortSignal,
): Promise<Answer | undefined> {
  try {
    return await boundedCall(caller, engineLimits.recognizeMs, path, async (signal) => {
      const reply = await http.get(path, signal);
      return { status: reply.status, body: await reply.text(engineLimits.listBytes) };
    });
  } catch (error) {
    const gone = error instanceof Failure && error.code !== "ENGINE_FAILED";
    if (gone) throw error;
    return undefined;
  }
}
