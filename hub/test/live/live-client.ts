import { once } from "node:events";
import type { TestContext } from "node:test";
import { WebSocket } from "ws";
import { until } from "../until.ts";

/** A client's WebSocket that keeps what it hears. */
export type LiveClient = {
  readonly ws: WebSocket;
  /** JSON messages, in order. */
  readonly messages: Record<string, unknown>[];
  /** Binary audio since the last JSON message, or all of it. */
  readonly audio: Buffer[];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  send(message: object): void;
  /** Waits for a JSON message that fits. */
  heard(fits: (message: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
};

export async function connect(
  t: TestContext,
  url: string,
  headers: Record<string, string>,
): Promise<LiveClient> {
  const ws = new WebSocket(url.replace(/^http/, "ws"), { headers });
  const messages: Record<string, unknown>[] = [];
  const audio: Buffer[] = [];
  ws.on("message", (data: Buffer, isBinary: boolean) => {
    if (isBinary) audio.push(data);
    else messages.push(JSON.parse(data.toString()) as Record<string, unknown>);
  });
  const closed = once(ws, "close").then(([code, reason]: unknown[]) => ({
    code: Number(code),
    reason: String(reason),
  }));
  t.after(() => ws.terminate());
  await once(ws, "open");
  return {
    ws,
    messages,
    audio,
    closed,
    send: (message) => ws.send(JSON.stringify(message)),
    heard: async (fits) => {
      await until("a message", () => messages.some(fits));
      return messages.find(fits) ?? {};
    },
  };
}
