import { Failure, type FailureCode } from "@club/shared/wire/failures.ts";
import { engineLimits } from "../limits.ts";
import { printable } from "../printable.ts";
import type { HttpReply } from "./http-client.ts";

/** The reply when its status is a success; otherwise throws what the status means, in the server's words. */
export async function expectOk(reply: HttpReply): Promise<HttpReply> {
  if (reply.status >= 200 && reply.status < 300) return reply;
  const body = await reply.text(engineLimits.errorBodyBytes);
  const words = printable(serverWords(body));
  const message = `The speech server answered ${reply.status}${words === "" ? "" : `: ${words}`}`;
  const { code, elsewhere } = meaningOf(reply.status);
  throw new Failure(code, message, { elsewhere });
}

/** What a speech server means by a status. A refused text may please another server. */
function meaningOf(status: number): { code: FailureCode; elsewhere: true } {
  const elsewhere = true;
  if (status === 429) return { code: "BUSY", elsewhere };
  if (status === 503) return { code: "NOT_READY", elsewhere };
  if (status === 400 || status === 413 || status === 422) return { code: "BAD_INPUT", elsewhere };
  return { code: "ENGINE_FAILED", elsewhere };
}

/** The sentence inside `{"detail": …}`, `{"error": {"message": …}}` and their like; otherwise the body. */
function serverWords(body: string): string {
  let found: unknown;
  try {
    found = JSON.parse(body);
  } catch {
    return body.replaceAll(/<[^>]*>/g, " ");
  }
  while (typeof found === "object" && found !== null) {
    const inner: unknown = Object.entries(found).find(([key]) => sentenceKeys.has(key))?.[1];
    if (inner === undefined) return JSON.stringify(found);
    found = inner;
  }
  return String(found);
}

const sentenceKeys = new Set(["detail", "error", "message", "msg", "0"]);
