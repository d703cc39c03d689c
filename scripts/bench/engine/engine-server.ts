import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { wavHeader } from "@club/shared/audio/wav-header.ts";
import { aheadPace, bytesPerSecond, msPerCharacter, pcmFormat, wholePace } from "../limits.ts";
import { type Closing, voices } from "./engine-facts.ts";
import { models } from "./models.ts";
import { speakPaced, speakUnpaced } from "./speak.ts";

/**
 * Starts a speech server in OpenAI's shape that costs as little as one can, for the models of
 * `models.ts`. The text says how long: "Speak for 5 seconds."; `GET /closings` which requests were given
 * up by their clients since it was last asked.
 *
 * @returns its address on loopback
 */
export async function startEngineServer(): Promise<string> {
  const closings: Closing[] = [];
  const server = createServer((request, response) => {
    if (request.method === "GET") answer(request.url ?? "", response, closings);
    else void speak(request, response, closings).catch(() => response.destroy());
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function speak(
  request: IncomingMessage,
  response: ServerResponse,
  closings: Closing[],
): Promise<void> {
  const { model, input } = (await json(request)) as { model: string; input: string };
  response.once("close", () => {
    if (!response.writableFinished) closings.push({ input, atNs: String(process.hrtime.bigint()) });
  });
  const bytes = bytesOf(input);
  if (model === "whole") {
    await speakWhole(bytes, response);
    return;
  }
  response.writeHead(200, { "content-type": "audio/wav" });
  response.write(wavHeader(pcmFormat));
  if (model === "paced") await speakPaced(bytes, response, 1);
  else if (model === "ahead") await speakPaced(bytes, response, aheadPace);
  else await speakUnpaced(bytes, response);
  response.end();
}

async function speakWhole(bytes: number, response: ServerResponse): Promise<void> {
  const audioMs = (bytes / bytesPerSecond) * 1000;
  await new Promise((resolve) => setTimeout(resolve, audioMs / wholePace));
  const header = wavHeader(pcmFormat, bytes);
  const length = header.length + bytes;
  response.writeHead(200, { "content-type": "audio/wav", "content-length": length });
  response.write(header);
  await speakUnpaced(bytes, response);
  response.end();
}

function bytesOf(input: string): number {
  const seconds = /([\d.]+) seconds/.exec(input)?.[1];
  const ms = seconds === undefined ? input.length * msPerCharacter : Number(seconds) * 1000;
  return 2 * Math.round((ms * pcmFormat.rateHz) / 1000);
}

function answer(path: string, response: ServerResponse, closings: Closing[]): void {
  const answers: Readonly<Record<string, () => unknown>> = {
    "/v1/models": () => ({ object: "list", data: listed }),
    "/v1/audio/voices": () => ({ voices }),
    "/closings": () => closings.splice(0),
  };
  const found = answers[path];
  response.writeHead(found === undefined ? 404 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify(found?.() ?? {}));
}

const listed = models.map((id) => ({ id, object: "model" }));
