import { Failure, type FailureCode } from "@club/shared/wire/failures.ts";
import { engineLimits } from "../limits.ts";
import type { HttpReply } from "./http-client.ts";
import { serverWords } from "./server-words.ts";

/** The reply when its status is a success; otherwise throws what the status means, in the server's words. */
export async function expectOk(reply: HttpReply): Promise<HttpReply> {
  if (reply.status >= 200 && reply.status < 300) return reply;
  const words = serverWords(await reply.text(engineLimits.errorBodyBytes));
  const said = words === "" ? "" : `: ${words}`;
  const { code, means = "The speech server answered" } = meanings[reply.status] ?? failed;
  throw new Failure(code, `${means} ${reply.status}${said}`, { elsewhere: true });
}

type Meaning = { readonly code: FailureCode; readonly means?: string };

const failed: Meaning = { code: "ENGINE_FAILED" };

/** What a speech server means by a status. A refused text may please another server. */
const meanings: Readonly<Record<number, Meaning>> = {
  400: { code: "BAD_INPUT" },
  401: { code: "ENGINE_FAILED", means: "The speech server refuses the key:" },
  403: { code: "ENGINE_FAILED", means: "The speech server refuses the key:" },
  407: { code: "ENGINE_FAILED", means: "A proxy before the speech server wants a password:" },
  413: { code: "BAD_INPUT" },
  422: { code: "BAD_INPUT" },
  429: { code: "BUSY" },
  502: { code: "ENGINE_FAILED", means: "A proxy cannot reach the speech server:" },
  503: { code: "NOT_READY" },
  504: { code: "ENGINE_FAILED", means: "A proxy waited too long for the speech server:" },
};
