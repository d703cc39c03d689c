import {
  type Reply,
  type SeenRequest,
  type SpeechServer,
  startSpeechServer,
} from "./speech-server.ts";
import { bodyOf } from "./replies.ts";
import { toneOf } from "./tone.ts";
import { pieces, wavHeader, wholeWav } from "./wav-bytes.ts";

export type { Close, Fault } from "./speech-server.ts";

export type OpenAiServerOptions = {
  readonly rateHz?: number;
  /** How long a character is spoken. */
  readonly msPerCharacter?: number;
  /** Times real time; without it as fast as it is read. */
  readonly pace?: number;
  readonly chunkMs?: number;
  /** Answers when all is spoken, with true sizes, instead of streaming. */
  readonly whole?: boolean;
  /** Takes `stream` for a mistake. */
  readonly refusesStream?: boolean;
  /** Streams only where `stream` asks for it. */
  readonly streamsWhenAsked?: boolean;
  /** Speaks at its own pace, whatever is asked for. */
  readonly ignoresSpeed?: boolean;
  /** Names of its model beside the real one. */
  readonly aliases?: readonly string[];
  readonly voices?: readonly string[];
  readonly model?: string;
  readonly port?: number;
  /** While it is true nothing is answered, as by a server with a single thread. */
  readonly isBlocked?: () => boolean;
};

export type OpenAiServer = SpeechServer & {
  /** The base address for a configuration, with `/v1`. */
  readonly baseUrl: string;
  readonly rateHz: number;
  /** The samples with which a text is answered, the same every time. */
  pcmOf(text: string): Buffer;
  /** The texts asked for so far. */
  texts(): string[];
};

/**
 * An engine with OpenAI's API that streams a WAV of unknown length, paced in real time when told.
 * Set `fault` to make it fail, `nextClose()` tells when a client gives up, `stop()` kills it.
 */
export async function startOpenAiServer(options: OpenAiServerOptions = {}): Promise<OpenAiServer> {
  const rateHz = options.rateHz ?? 24_000;
  const frames = Math.round((rateHz * (options.msPerCharacter ?? 20)) / 1_000);
  const chunkBytes = Math.round((rateHz * (options.chunkMs ?? 40)) / 1_000) * 2;
  const voices = options.voices ?? ["one", "two"];
  const pcmOf = (text: string) => toneOf(text, frames);
  const speech = (request: SeenRequest): Reply => {
    const { input, voice, speed = 1, stream } = bodyOf(request);
    if (stream === true && options.refusesStream === true) return failure(422, "No such field");
    if (voice !== undefined && !voices.includes(String(voice))) {
      return failure(400, `No voice ${String(voice)}`);
    }
    const pace = options.ignoresSpeed === true ? 1 : Number(speed);
    const pcm = toneOf(String(input), Math.round(frames / pace));
    if (options.whole === true || (options.streamsWhenAsked === true && stream !== true)) {
      const afterMs = (pcm.byteLength / 2 / rateHz / (options.pace ?? Infinity)) * 1_000;
      return {
        headers: { "content-type": "audio/wav" },
        body: wholeWav(rateHz, pcm),
        afterMs,
      };
    }
    const header = wavHeader(rateHz, { riff: 0xffff_ffff, data: 0xffff_ffff });
    return {
      headers: { "content-type": "audio/wav" },
      body: [header, ...pieces(pcm, chunkBytes)],
    };
  };
  const server = await startSpeechServer({
    speech: { "POST /v1/audio/speech": speech },
    other: {
      "GET /v1/models": () =>
        json({
          object: "list",
          data: [...(options.aliases ?? []), options.model ?? "tone"].map((id) => ({ id })),
        }),
      "GET /v1/audio/voices": () => json({ voices }),
    },
    failure: (status) => failure(status, "The engine is unwell"),
    ...(options.pace === undefined ? {} : { bytesPerSecond: rateHz * 2 * options.pace }),
    ...(options.isBlocked === undefined ? {} : { isBlocked: options.isBlocked }),
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  return Object.assign(server, {
    baseUrl: `${server.url}/v1`,
    rateHz,
    pcmOf,
    texts: () => server.requests.map(textOf),
  });
}

function textOf(request: SeenRequest): string {
  return (JSON.parse(request.body.toString()) as { input: string }).input;
}

function json(body: object): Reply {
  return { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

function failure(status: number, message: string): Reply {
  return { status, ...json({ error: { message, type: "server_error", param: null, code: null } }) };
}
