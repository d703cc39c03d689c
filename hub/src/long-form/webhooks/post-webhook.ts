import { lookup } from "node:dns";
import { request as overHttp } from "node:http";
import { request as overHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { Failure } from "@club/shared/wire/failures.ts";
import { maxRedirects } from "../jobs/limits.ts";
import type { AddressRule } from "./address-rule.ts";

export type WebhookMessage = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/**
 * Posts a message and resolves when it was taken. The address that is checked by the rule is the one that
 * is connected to, also behind a redirect. Throws INVALID_REQUEST for an address that may not be sent to,
 * CONN_LOST for every other failure, and the signal's reason.
 */
export async function postWebhook(
  message: WebhookMessage,
  isAllowed: AddressRule,
  signal: AbortSignal,
): Promise<void> {
  let url = new URL(message.url);
  for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
    const { status, location } = await post(url, message, { isAllowed, signal });
    if (status >= 200 && status < 300) return;
    const isMoved = status === 307 || status === 308;
    if (!isMoved || location === undefined) throw refused(`it answered ${status}`);
    url = new URL(location, url);
  }
  throw refused("it redirects too often");
}

type Answer = { readonly status: number; readonly location: string | undefined };

type Sending = { readonly isAllowed: AddressRule; readonly signal: AbortSignal };

async function post(
  url: URL,
  { headers, body }: WebhookMessage,
  { isAllowed, signal }: Sending,
): Promise<Answer> {
  if (url.protocol !== "http:" && url.protocol !== "https:") throw forbidden(url.protocol);
  // An address in the URL is looked up by nobody.
  const literal = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(literal) !== 0 && !isAllowed(literal)) throw forbidden(literal);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const send = url.protocol === "https:" ? overHttps : overHttp;
  const options = {
    method: "POST",
    agent: false,
    headers: { ...headers, "content-length": Buffer.byteLength(body) },
    lookup: lookupAllowed(isAllowed),
    signal,
  } as const;
  const request = send(url, options, (response) => {
    // Its words are nothing to us.
    response.destroy();
    resolve({ status: response.statusCode ?? 0, location: response.headers.location });
  });
  request.on("error", reject);
  request.end(body);
  try {
    return await promise;
  } catch (thrown) {
    signal.throwIfAborted();
    throw thrown instanceof Failure ? thrown : refused("it could not be reached", thrown);
  }
}

/** Gives only addresses that may be sent to. */
function lookupAllowed(isAllowed: AddressRule): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, "", 0);
      const allowed = addresses.filter(({ address }) => isAllowed(address));
      const [first] = allowed;
      if (first === undefined) return callback(forbidden(hostname), "", 0);
      if (options.all === true) return callback(null, allowed);
      return callback(null, first.address, first.family);
    });
  };
}

function forbidden(what: string): Failure {
  const message = `webhook: this hub sends nothing to ${what}. Its operator may allow private networks (webhook_networks).`;
  return new Failure("INVALID_REQUEST", message, { param: "webhook" });
}

function refused(reason: string, cause?: unknown): Failure {
  return new Failure("CONN_LOST", `The webhook was not taken: ${reason}.`, { cause });
}
