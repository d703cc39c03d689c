import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { wavHeader } from "@club/shared/audio/wav-header.ts";

/** What is wrong with a speech server for a while. */
export const ailments = ["none", "refuses", "hangs", "cuts", "html", "empty", "slow"] as const;

export type Ailment = (typeof ailments)[number];

export type ChaosEngine = AsyncDisposable & {
  readonly url: string;
  /** From now on it fails in this way. */
  ail(ailment: Ailment): void;
  /** Whether it speaks as fast as it is read, or ten times faster than speech. */
  hurry(isHurried: boolean): void;
  /** Requests that it is speaking now. */
  readonly running: number;
};

export const engineFormat = { rateHz: 24_000, channels: 1 } as const;

/** The audio of a text: the same from every engine, and no two texts alike. */
export function audioOf(text: string): Buffer {
  const frames = framesPerCharacter * text.length;
  const pcm = Buffer.alloc(2 * frames);
  let state = text.length;
  for (let at = 0; at < text.length; at += 1) state = (state * 31 + text.charCodeAt(at)) | 0;
  for (let at = 0; at < frames; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    pcm.writeInt16LE(state >> 17, 2 * at);
  }
  return pcm;
}

/** Twenty characters a second. */
const framesPerCharacter = 1_200;

/** A speech server in OpenAI's shape that streams what `audioOf` says, in pieces of 50 ms. */
export async function startChaosEngine(): Promise<ChaosEngine> {
  let ailment: Ailment = "none";
  let isHurried = false;
  let running = 0;
  const pieceMs = (): number => {
    if (ailment === "slow") return 40;
    return isHurried ? 0 : 5;
  };
  const server = createServer((request, response) => {
    if (request.method === "GET") return answerGet(request, response);
    running += 1;
    response.once("close", () => (running -= 1));
    void speak(request, response, () => ailment, pieceMs).catch(() => response.destroy());
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    ail: (next) => (ailment = next),
    hurry: (next) => (isHurried = next),
    get running() {
      return running;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answerGet(request: IncomingMessage, response: ServerResponse): void {
  const known: Record<string, unknown> = {
    "/v1/models": { object: "list", data: [{ id: "chaos", object: "model" }] },
    "/v1/audio/voices": { voices: ["ada"] },
  };
  const answer = known[request.url ?? ""];
  response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify(answer ?? { error: { message: "not here" } }));
}

async function speak(
  request: IncomingMessage,
  response: ServerResponse,
  ailment: () => Ailment,
  pieceMs: () => number,
): Promise<void> {
  const { input } = (await json(request)) as { input: string };
  const at = ailment();
  if (at === "hangs") return;
  if (at === "refuses") return void response.writeHead(500).end('{"error":{"message":"no"}}');
  response.writeHead(200, { "content-type": at === "html" ? "text/html" : "audio/wav" });
  if (at === "html") return void response.end("<html>Sign in</html>");
  if (at === "empty") return void response.end();
  response.write(wavHeader(engineFormat));
  const pcm = audioOf(input);
  for (let from = 0; from < pcm.length; from += pieceBytes) {
    if (response.destroyed) return;
    if (ailment() === "cuts" && from > pcm.length / 3) return void response.destroy();
    response.write(pcm.subarray(from, from + pieceBytes));
    await wait(pieceMs());
  }
  response.end();
}

const pieceBytes = 2_400;
