import { Failure } from "@club/shared/wire/failures.ts";
import { askHub, errorWords } from "./ask-hub.ts";

/** Throws INVALID_KEY when the hub does not know the key, CONN_LOST when it cannot be asked. */
export async function checkKey(hub: URL, token: string): Promise<void> {
  const answer = await askHub(hub, "v1/models", { token });
  if (answer.status === 401) {
    throw new Failure("INVALID_KEY", `The hub does not know this key. ${errorWords(answer)}`);
  }
  // A key for providing alone may not list models: that it is known is all that is asked here.
  if (answer.status === 200 || answer.status === 403) return;
  throw new Failure("CONN_LOST", `${hub.href} answers ${answer.status}: is it a Club hub?`);
}
