import { setTimeout as wait } from "node:timers/promises";
import type { Attack } from "./attack.ts";
import { pick } from "./pick.ts";

/** Opens live sockets and sends floods and nonsense; some are never read, some never closed. */
export async function abuseLive({ url, key, random, signal, count }: Attack): Promise<void> {
  while (!signal.aborted) {
    const { path, messages } = pick(dialects, random);
    const headers = { authorization: `Bearer ${key}` };
    const socket = new WebSocket(url.replace("http", "ws") + path, { headers });
    const closed = new Promise<void>((resolve) =>
      socket.addEventListener("close", () => resolve()),
    );
    socket.addEventListener("error", () => undefined);
    socket.addEventListener("open", () => {
      const times = random() < 0.2 ? 12_000 : 100;
      const one = pick(messages, random);
      for (let at = 0; at < times && socket.readyState === WebSocket.OPEN; at += 1) {
        count();
        socket.send(times > 100 ? one : pick(messages, random));
      }
    });
    await Promise.race([closed, wait(200 + 800 * random())]);
    socket.close();
    await Promise.race([closed, wait(500)]);
  }
}

type Message = string | Uint8Array<ArrayBuffer>;

const odd: readonly Message[] = [
  "",
  "{",
  "null",
  "[".repeat(30_000),
  "x".repeat(60_000),
  "x".repeat(70_000),
  new Uint8Array(1_000),
];

const dialects: readonly { readonly path: string; readonly messages: readonly Message[] }[] = [
  {
    path: "/v1/speak?model=chaos&encoding=linear16",
    messages: [
      ...odd,
      '{"type":"Speak","text":"A live word. "}',
      '{"type":"Speak","text":"<"}',
      `{"type":"Speak","text":"${"Dr. ".repeat(2_000)}"}`,
      '{"type":"Flush"}',
      '{"type":"Clear"}',
    ],
  },
  {
    path: "/v1/text-to-speech/chaos/multi-stream-input?output_format=pcm_24000",
    messages: [
      ...odd,
      '{"text":"A live word. ","context_id":"a"}',
      '{"text":"<","context_id":"b","flush":true}',
      `{"text":"${"[[".repeat(2_000)}","context_id":"c"}`,
      '{"context_id":"a","close_context":true}',
      `{"text":"x","context_id":"${"y".repeat(300)}"}`,
    ],
  },
];
