import { once } from "node:events";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { wavHeader } from "@club/shared/audio/wav-header.ts";
import { until } from "../../until.ts";
import { patienceMs } from "./limits.ts";

/** A speech server in OpenAI's shape that says exactly as much as the test tells it to, when told. */
export type HandFedEngine = AsyncDisposable & {
  /** It as a service in an agent's configuration, with further settings; its model is `hand-fed`. */
  service(settings?: Readonly<Record<string, unknown>>): { readonly model: string };
  /** The next request for speech, in the order of arrival. */
  nextUtterance(): Promise<HandFedUtterance>;
};

export type HandFedUtterance = {
  readonly input: string;
  /** Speaks so many seconds more. */
  speak(seconds: number): void;
  /** Ends the audio. */
  finish(): void;
  /** Cuts the connection in the middle. */
  cut(): void;
  /** Resolves when the client closed the connection while the audio went on. */
  readonly abandoned: Promise<void>;
};

export const engineFormat = { rateHz: 24_000, channels: 1 } as const;

/** Starts it on a free port. Its voices are `ada` and `ben`. */
export async function startHandFedEngine(): Promise<HandFedEngine> {
  const arrived: HandFedUtterance[] = [];
  const server = createServer((request, response) => {
    if (request.method === "GET") answerGet(request, response);
    else void takeRequest(request, response).then((utterance) => arrived.push(utterance));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;

  return {
    service: (settings = {}) => ({
      type: "tts",
      model: "hand-fed",
      engine: "openai",
      preset: "generic",
      url: `http://127.0.0.1:${port}/v1`,
      ...settings,
    }),
    nextUtterance: () =>
      until("a request to reach the engine", () => arrived.shift(), { timeoutMs: patienceMs }),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The audio of every utterance: the same samples each time, and no two stretches alike. */
export function engineAudio(fromSeconds: number, toSeconds: number): Buffer {
  const from = Math.round(fromSeconds * engineFormat.rateHz);
  const to = Math.round(toSeconds * engineFormat.rateHz);
  const pcm = Buffer.alloc((to - from) * 2);
  for (let i = from; i < to; i += 1)
    pcm.writeInt16LE(((i * 7_919) % 20_011) - 10_005, (i - from) * 2);
  return pcm;
}

async function takeRequest(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<HandFedUtterance> {
  const { input } = (await json(request)) as { input: string };
  let spoken = 0;
  response.writeHead(200, { "content-type": "audio/wav" });
  response.write(wavHeader(engineFormat));
  return {
    input,
    speak(seconds) {
      response.write(engineAudio(spoken, spoken + seconds));
      spoken += seconds;
    },
    finish: () => void response.end(),
    cut: () => void response.destroy(),
    abandoned: new Promise((resolve) => {
      response.once("close", () => {
        if (!response.writableEnded) resolve();
      });
    }),
  };
}

function answerGet(request: IncomingMessage, response: ServerResponse): void {
  const answer = lists[request.url ?? ""];
  response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify(answer ?? {}));
}

const lists: Readonly<Record<string, unknown>> = {
  "/v1/models": { object: "list", data: [{ id: "hand-fed", object: "model" }] },
  "/v1/audio/voices": { voices: ["ada", "ben"] },
};
