import { setTimeout as wait } from "node:timers/promises";
import type { Attack } from "./attack.ts";
import { pick } from "./pick.ts";

/** Asks for whatever may hurt: strange paths and methods, bodies that are nearly right, names that are none. */
export async function abuseHttp({ url, key, random, signal, count }: Attack): Promise<void> {
  while (!signal.aborted) {
    const path = pick(paths, random);
    const body = pick(bodies, random)(random);
    count();
    await fetch(url + path, {
      method: pick(["POST", "POST", "PATCH", "DELETE", "GET"], random),
      headers: { authorization: `Bearer ${key}`, "content-type": pick(types, random) },
      signal: AbortSignal.timeout(3_000),
    }).catch(() => undefined);
    await fetch(url + path, {
      method: "POST",
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": pick(types, random),
        "idempotency-key": String(Math.floor(random() * 20)),
      },
      body,
      signal: AbortSignal.timeout(3_000),
    }).catch(() => undefined);
    await wait(20 * random());
  }
}

const paths = [
  "/v1/audio/speech",
  "/v1/voice/generations",
  "/v1/voice/samples",
  "/v1/history?limit=100&search=%25%25%25",
  "/v1/history/../../etc/passwd",
  "/v1/models",
  "/v1/keys",
  "/v1/settings",
  "/assets/../x",
  "/v1/device/codes",
  "/v1/device/token",
  "/v1/device/codes/BBBB-BBBB/approve",
  "/v1/invitations",
  "/v1/invitations/redeem",
  "/v1/account/keys",
  "/v1/session",
  "/v1/shares",
  "/v1/audit?cursor=x",
  "/v1/users/mallory/shares",
  "/v1/providers/usage?from=0000-00-00",
  "/v1/text-to-speech/chaos/with-timestamps",
  "/v1/speak?model=chaos&encoding=linear16",
  "/v1/audio/voices/preview?model=chaos&voice=%1b%5d52",
];

const types = ["application/json", "text/plain", "multipart/form-data; boundary=x", "x/y", ""];

const bodies: readonly ((random: () => number) => string)[] = [
  () =>
    `{"model":"chaos","input":${JSON.stringify(`${"a".repeat(1_000)} ${"Dr. ".repeat(1_000)}`)}}`,
  () => `{"model":"chaos","input":"Hi","language":"../../etc"}`,
  () => `${"[".repeat(50_000)}${"]".repeat(50_000)}`,
  (random) => `{"model":"chaos","input":"${"[[".repeat(Math.floor(2_000 * random()))}"}`,
  (random) => Buffer.from(Array.from({ length: 200 }, () => 256 * random())).toString("latin1"),
  () => `{"model":"chaos","input":"Hi","response_format":"opus","speed":1e308}`,
  () => `{"text":${JSON.stringify("<".repeat(5_000))}}`,
  () => `{"name":"\\u001b]52;c;eA==\\u0007","scopes":["consumer","admin"],"for":"machine"}`,
  (random) => `{"name":"m-${Math.floor(random() * 50)}","scopes":["consumer"],"for":"machine"}`,
  (random) => `{"code":"${"B".repeat(Math.floor(random() * 60))}","device_code":"x"}`,
  () => `{"model":"\u202e\u001b]52;c;eA==\u0007","input":"x"}`,
];
