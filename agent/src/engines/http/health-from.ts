import type { Health } from "../engine.ts";
import { engineLimits } from "../limits.ts";
import type { HttpReply } from "./http-client.ts";

/**
 * What an answer says of a server's health: below 500 it lives (a 404 or a refused key is a server's
 * answer too), and `read` judges the body of a success.
 */
export async function healthFrom(
  reply: HttpReply,
  read: (answer: string) => Health = () => ({ state: "ready" }),
): Promise<Health> {
  const answer = await reply.text(engineLimits.listBytes);
  if (reply.status >= 500) {
    return { state: "down", reason: `The speech server answers ${reply.status}.` };
  }
  return reply.status < 300 ? read(answer) : { state: "ready" };
}
