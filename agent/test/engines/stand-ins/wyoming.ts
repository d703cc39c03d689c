import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { unreachable } from "@club/shared/unreachable.ts";
import type { FaultyServer } from "../contract.ts";
import type { Close, Fault } from "./speech-server.ts";
import { toneOf } from "./tone.ts";
import { pieces } from "./wav-bytes.ts";

export type WyomingServer = FaultyServer &
  AsyncDisposable & { readonly url: string; readonly requests: readonly Record<string, unknown>[] };

type Header = {
  type: string;
  data?: Record<string, unknown>;
  data_length?: number;
  payload_length?: number;
};

/**
 * A speech server of the Wyoming protocol as rhasspy/wyoming and wyoming-piper write it: data behind the
 * line of JSON, chunks of 1,024 samples that each repeat the format, an `error` event for what fails.
 */
export async function startWyoming({
  isCatalogue = false,
}: {
  /** Calls all the voices there are installed, as wyoming-piper does, and downloads none. */
  readonly isCatalogue?: boolean;
} = {}): Promise<WyomingServer> {
  const requests: Record<string, unknown>[] = [];
  const closes: ((close: Close) => void)[] = [];
  const arrivals: (() => void)[] = [];
  const sockets = new Set<Socket>();
  let speaking = 0;

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(socket));
    void serve(socket);
  });
  const serve = async (socket: Socket) => {
    const { type, data } = await readRequest(socket);
    if (type === "describe") {
      socket.write(event("info", isCatalogue ? catalogue : info));
      return;
    }
    requests.push(data);
    speaking++;
    socket.once("close", () => {
      speaking--;
      for (const resolve of closes.splice(0))
        resolve({ path: "synthesize", atMs: performance.now() });
    });
    for (const resolve of arrivals.splice(0)) resolve();
    if (isCatalogue && data["voice"] !== undefined) {
      const name = String((data["voice"] as { name?: string }).name);
      socket.write(event("error", { text: name, code: "VoiceNotFoundError" }));
      return;
    }
    answer(socket, self.fault, String(data["text"]));
  };

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const self: WyomingServer = {
    url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    fault: { kind: "none" },
    nextClose: () => new Promise((resolve) => closes.push(resolve)),
    spokenTo: () =>
      speaking > 0 ? Promise.resolve() : new Promise((resolve) => arrivals.push(resolve)),
    async stop() {
      if (!server.listening) return;
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
    [Symbol.asyncDispose]: () => self.stop(),
  };
  return self;
}

function answer(socket: Socket, fault: Fault, text: string): void {
  switch (fault.kind) {
    case "hang":
      return;
    case "status":
      socket.write(event("error", { text: "Voice not found", code: "ValueError" }));
      return;
    case "html":
      socket.write("<!doctype html>\n");
      return;
    case "empty":
      socket.write(Buffer.concat([event("audio-start", format), event("audio-stop", {})]));
      return;
    case "cut":
      socket.end(spoken(text).subarray(0, fault.afterBytes));
      return;
    case "stall":
      socket.write(spoken(text).subarray(0, fault.afterBytes));
      return;
    case "none":
      socket.write(spoken(text));
      return;
    default:
      unreachable(fault);
  }
}

const format = { rate: 22_050, width: 2, channels: 1, timestamp: null };

function spoken(text: string): Buffer {
  const chunks = pieces(toneOf(text), 2_048).map((pcm) => event("audio-chunk", format, pcm));
  return Buffer.concat([
    event("audio-start", format),
    ...chunks,
    event("audio-stop", { timestamp: null }),
  ]);
}

function event(type: string, data: object, payload?: Buffer): Buffer {
  const body = Buffer.from(JSON.stringify(data));
  const header: Header & { version: string } = {
    type,
    version: "1.10.2",
    data_length: body.byteLength,
  };
  if (payload !== undefined) header.payload_length = payload.byteLength;
  return Buffer.concat([
    Buffer.from(`${JSON.stringify(header)}\n`),
    body,
    payload ?? Buffer.alloc(0),
  ]);
}

async function readRequest(
  socket: Socket,
): Promise<{ type: string; data: Record<string, unknown> }> {
  let received = Buffer.alloc(0);
  for (;;) {
    const [bytes] = (await once(socket, "data")) as [Buffer];
    received = Buffer.concat([received, bytes]);
    const end = received.indexOf("\n");
    if (end === -1) continue;
    const header = JSON.parse(received.subarray(0, end).toString()) as Header;
    const body = received.subarray(end + 1);
    const length = header.data_length ?? 0;
    if (body.byteLength < length) continue;
    const more = length === 0 ? {} : (JSON.parse(body.subarray(0, length).toString()) as object);
    return { type: header.type, data: { ...header.data, ...more } };
  }
}

const attribution = { name: "rhasspy", url: "https://github.com/rhasspy/piper" };
const info = {
  asr: [],
  tts: [
    {
      name: "piper",
      attribution,
      installed: true,
      description: "A fast, local, neural text to speech engine",
      version: "1.8.0",
      supports_synthesize_streaming: true,
      voices: [
        {
          name: "en_US-lessac-medium",
          attribution,
          installed: true,
          languages: ["en_US"],
          speakers: null,
        },
        {
          name: "en_GB-vctk-medium",
          attribution,
          installed: true,
          languages: ["en_GB"],
          speakers: [{ name: "p239" }],
        },
        {
          name: "de_DE-thorsten-high",
          attribution,
          installed: false,
          languages: ["de_DE"],
          speakers: null,
        },
      ],
    },
  ],
};

/** Every voice of the catalogue is said to be installed; the last one, of the owner's, really is. */
const catalogue = {
  ...info,
  tts: info.tts.map((program) => ({
    ...program,
    voices: [
      ...Array.from({ length: 640 }, (_, at) => ({
        name: `xx_XX-voice${at}-medium`,
        attribution,
        installed: true,
        languages: ["en_US"],
        speakers: null,
      })),
      {
        name: "my-voice",
        attribution: { name: "", url: "" },
        installed: true,
        languages: ["en_US"],
        speakers: null,
      },
    ],
  })),
};
