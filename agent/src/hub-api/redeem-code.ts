import { Failure } from "@club/shared/wire/failures.ts";
import { askHub, errorWords, memberOf } from "./ask-hub.ts";

/** Gets a key for a machine by a single-use code. Throws PERMISSION_DENIED for one that is not valid (any more). */
export async function redeemCode(hub: URL, code: string, name: string): Promise<string> {
  const answer = await askHub(hub, "v1/invitations/redeem", {
    method: "POST",
    json: { code, name },
  });
  const key = memberOf(answer.body, "key");
  const scopes = memberOf(answer.body, "scopes");
  if (answer.status === 201 && typeof key === "string") {
    if (Array.isArray(scopes) && scopes.includes("provider")) return key;
  }
  const words = errorWords(answer);
  if (answer.status === 404 && words !== "") throw new Failure("PERMISSION_DENIED", words);
  throw new Failure("CONFLICT", `The hub gives no key. ${words}`.trim());
}
