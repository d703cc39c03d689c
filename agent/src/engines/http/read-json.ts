import { Failure } from "@club/shared/wire/failures.ts";
import { engineLimits } from "../limits.ts";
import { expectOk } from "./expect-ok.ts";
import type { HttpReply } from "./http-client.ts";

/** The JSON of a reply that succeeded; throws as `expectOk` does, and ENGINE_FAILED when it is no JSON. */
export async function readJson(reply: HttpReply): Promise<unknown> {
  const text = await (await expectOk(reply)).text(engineLimits.listBytes);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Failure("ENGINE_FAILED", "The speech server sent something other than JSON.", {
      cause: error,
    });
  }
}
