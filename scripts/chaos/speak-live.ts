import { longestMs, type Received } from "./speak.ts";
import type { World } from "./world.ts";

type Message = { readonly audio?: string | null; readonly isFinal?: boolean | null };

/** Speaks a text over a live session in ElevenLabs' protocol. */
export async function speakLive(world: World, text: string): Promise<Received> {
  const path = "/v1/text-to-speech/chaos:ada/stream-input?output_format=pcm_24000";
  const options = { headers: { "xi-api-key": world.key } };
  const socket = new WebSocket(world.url.replace("http", "ws") + path, options);
  const chunks: Buffer[] = [];
  let isFinal = false;
  let isOpen = false;
  socket.addEventListener("open", () => {
    isOpen = true;
    for (const piece of [" ", text, ""]) socket.send(JSON.stringify({ text: piece }));
  });
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    if (typeof message.audio === "string") chunks.push(Buffer.from(message.audio, "base64"));
    isFinal ||= message.isFinal === true;
  });
  await closed(socket);
  const outcome = isFinal ? "complete" : isOpen ? "broken" : "unanswered";
  const body = Buffer.concat(chunks);
  return { id: undefined, text, format: "pcm", outcome, status: undefined, body, entry: "kept" };
}

async function closed(socket: WebSocket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => {
    socket.close();
    resolve();
  }, longestMs);
  socket.addEventListener("close", () => resolve());
  socket.addEventListener("error", () => resolve());
  await promise;
  clearTimeout(timer);
}
