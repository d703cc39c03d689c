import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "@club/shared/wire/failures.ts";
import * as z from "zod";
import { agentLimits } from "../limits.ts";
import { askHub, errorWords, type HubAnswer, memberOf } from "./ask-hub.ts";

/** What its user is shown. */
export type DeviceCodes = {
  readonly userCode: string;
  /** Where to type the code. */
  readonly address: string;
  /** The same with the code in it, where the hub gives one (RFC 8628, 3.3.1). */
  readonly completeAddress?: string;
  readonly expiresInMs: number;
};

/**
 * Gets a key by the device flow (RFC 8628): `show`s a short code and waits until its user has confirmed
 * it at the hub. Throws PERMISSION_DENIED when they refuse or let it expire.
 */
export async function askForKey(
  hub: URL,
  name: string,
  show: (codes: DeviceCodes) => void,
): Promise<string> {
  const answer = await askHub(hub, "v1/device/codes", {
    method: "POST",
    json: { client_id: "club-agent", name, scope: "provider" },
  });
  const codes = codesSchema.safeParse(answer.body);
  if (answer.status !== 200 || !codes.success) {
    throw new Failure("CONFLICT", `The hub gives no device codes. ${errorWords(answer)}`.trim());
  }
  const { user_code, verification_uri, verification_uri_complete, expires_in } = codes.data;
  show({
    userCode: user_code,
    address: verification_uri,
    ...(verification_uri_complete !== undefined && { completeAddress: verification_uri_complete }),
    expiresInMs: expires_in * 1_000,
  });
  return await waitForKey(hub, codes.data);
}

async function waitForKey(hub: URL, codes: z.output<typeof codesSchema>): Promise<string> {
  const endMs = performance.now() + codes.expires_in * 1_000;
  let intervalMs = codes.interval * 1_000;
  while (performance.now() < endMs) {
    await sleep(intervalMs);
    const answer = await askHub(hub, "v1/device/token", {
      method: "POST",
      json: {
        grant_type: "urn:ietf:params:oauth:grant-type:device_code",
        client_id: "club-agent",
        device_code: codes.device_code,
      },
    });
    const token = memberOf(answer.body, "access_token");
    if (answer.status === 200 && typeof token === "string") return token;
    const code = errorCode(answer);
    // RFC 8628, 3.5: five seconds more, from now on.
    if (code === "slow_down") intervalMs += agentLimits.slowDownMs;
    else if (code !== "authorization_pending") throw refused(code, answer);
  }
  throw refused("expired_token", undefined);
}

/** RFC 8628 has it as `error`; the hub's envelope as `error.code`. */
function errorCode({ body }: HubAnswer): string {
  const error = memberOf(body, "error");
  const code = typeof error === "string" ? error : memberOf(error, "code");
  return typeof code === "string" ? code : "";
}

function refused(code: string, answer: HubAnswer | undefined): Failure {
  const said = answer === undefined ? "" : errorWords(answer);
  if (code === "access_denied") return new Failure("PERMISSION_DENIED", "The code was refused.");
  if (code === "expired_token") {
    return new Failure("PERMISSION_DENIED", "The code has expired: run login again.");
  }
  return new Failure("CONFLICT", `The hub gives no key. ${said}`.trim());
}

/** Long enough for any hub, and short enough for a QR code. */
const address = z.string().min(1).max(1_000);

const codesSchema = z.object({
  device_code: z.string().min(1),
  user_code: z.string().min(1),
  verification_uri: address,
  verification_uri_complete: address.exactOptional(),
  expires_in: z.number().positive().max(86_400),
  /** RFC 8628, 3.2: 5 seconds where the server does not say. */
  interval: z.number().min(0).max(60).default(5),
});
