import { Failure } from "@club/shared/wire/failures.ts";
import { boundedCall } from "../bounded-call.ts";
import type { HttpClient } from "../http/http-client.ts";
import { engineLimits } from "../limits.ts";
import type { Answer, Evidence } from "./known-server.ts";

/** Asks all the questions at once. Throws NOT_READY when nobody listens. */
export async function gatherEvidence(
  http: HttpClient,
  questions: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Evidence> {
  const evidence = new Map<string, Answer>();
  await Promise.all(
    Array.from(questions, async (path) => {
      const answer = await ask(http, path, signal);
      if (answer !== undefined) evidence.set(path, answer);
    }),
  );
  return evidence;
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
