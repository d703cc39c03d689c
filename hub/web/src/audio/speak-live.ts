import { ApiError, askRaw } from "../api/client.ts";
import type { LiveOutput } from "./live-output.ts";
import { canReadOpus, OpusReader } from "./opus-reader.ts";
import type { AudioReader, Pcm } from "./pcm.ts";
import type { Peaks } from "./peaks.ts";
import { WavReader } from "./wav-reader.ts";

export type LiveSpeech = {
  /** Where to ask, and what. */
  readonly path: string;
  readonly body: unknown;
  readonly output: LiveOutput;
  readonly peaks: Peaks;
  readonly signal: AbortSignal;
  /** The hub has begun to answer, under this id in history. */
  readonly onBegin: (id: string) => void;
  /** More audio is here. */
  readonly onAudio: () => void;
};

/**
 * Asks for speech and plays it as it arrives. Resolves when all of it is here, to the id of its history
 * entry. Throws ApiError, also when the audio was cut off; an AbortError when the signal fires.
 */
export async function speakLive(speech: LiveSpeech): Promise<string> {
  const { path, body, output, peaks, signal } = speech;
  const response = await askRaw("POST", path, { body, signal });
  const id = response.headers.get("x-request-id") ?? "";
  speech.onBegin(id);
  const take = (pcm: Pcm): void => {
    if (signal.aborted) return;
    output.add(pcm);
    peaks.add(pcm);
    speech.onAudio();
  };
  const reader = readerOf(response, take);
  try {
    for await (const bytes of piecesOf(response, signal)) reader?.push(bytes);
    await reader?.end();
  } catch (thrown) {
    signal.throwIfAborted();
    const message = "The audio broke off: the provider failed, or the connection was lost.";
    throw Object.assign(new ApiError(502, "upstream_error", message), { cause: thrown });
  }
  return id;
}

/** Undefined for what can be heard only when it is whole. */
function readerOf(response: Response, take: (pcm: Pcm) => void): AudioReader | undefined {
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("audio/wav")) return new WavReader(take);
  if (type.startsWith("audio/ogg") && canReadOpus()) return new OpusReader(take);
  return undefined;
}

async function* piecesOf(
  { body }: Response,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = body?.getReader();
  try {
    for (;;) {
      const next = await reader?.read();
      signal.throwIfAborted();
      if (next === undefined || next.done) return;
      yield next.value;
    }
  } finally {
    reader?.releaseLock();
  }
}
