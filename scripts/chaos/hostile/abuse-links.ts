import { setTimeout as wait } from "node:timers/promises";
import type { Attack } from "./attack.ts";

/** Asks for device codes, guesses codes and links, makes and ends links, and listens to events. */
export async function abuseLinks({ url, key, random, signal, count }: Attack): Promise<void> {
  const ask = (method: string, path: string, body?: object): Promise<Response | undefined> => {
    count();
    return fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(3_000),
    }).catch(() => undefined);
  };
  while (!signal.aborted) {
    const listening = ask("GET", "/v1/events");
    await Promise.all(
      Array.from({ length: 20 }, () => ask("POST", "/v1/device/codes", { name: "\u202emallory" })),
    );
    await ask("POST", `/v1/device/codes/${letters(8, random)}/approve`);
    await ask("GET", `/s/${letters(50, random)}`);
    const spoken = await ask("POST", "/v1/audio/speech", { model: "chaos", input: "Hi there." });
    const id = spoken?.headers.get("x-request-id") ?? "none";
    await spoken?.arrayBuffer().catch(() => undefined);
    const made = await ask("POST", `/v1/history/${id}/share`, { with_text: true });
    const path = made?.ok === true ? ((await made.json()) as { path: string }).path : "/s/none";
    await Promise.all(Array.from({ length: 20 }, () => ask("GET", `${path}/audio`)));
    await ask("DELETE", `/v1/history/${id}/share`);
    await (await listening)?.body?.cancel().catch(() => undefined);
    await wait(500 * random());
  }
}

function letters(count: number, random: () => number): string {
  return Array.from(
    { length: count },
    () => "BCDFGHJKLMNPQRSTVWXZ"[Math.floor(20 * random())],
  ).join("");
}
