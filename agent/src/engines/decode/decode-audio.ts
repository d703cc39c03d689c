import { type ByteReader, byteReader } from "@club/shared/audio/byte-reader.ts";
import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import { readWavFrom, type WavAudio } from "@club/shared/audio/wav-reader.ts";
import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import { unreachable } from "@club/shared/unreachable.ts";
import { serverWords } from "../http/server-words.ts";
import { engineLimits } from "../limits.ts";
import { decodeWithFfmpeg, hasFfmpeg } from "./ffmpeg.ts";
import { readPcm } from "./read-pcm.ts";
import { replay } from "./replay.ts";
import { sniff, sniffBytes } from "./sniff.ts";

/** What the engine was asked for: a file that tells its own format, or raw 16-bit PCM of this one. */
export type ExpectedAudio =
  | { readonly as: "file" }
  | { readonly as: "pcm"; readonly format: PcmFormat };

/** Who is told that the audio is over, and knows better why it failed. */
export type AudioOwner = { blame(error: unknown): unknown; stop(): void };

/**
 * Whatever a speech server sends, as 16-bit PCM. The bytes decide, not the Content-Type: servers label
 * WAV as HTML and errors as audio. Throws ENGINE_FAILED when there is no audio, while deciding or in
 * the middle of the iteration.
 */
export async function decodeAudio(
  body: AsyncIterable<Uint8Array>,
  asked: ExpectedAudio,
  signal: AbortSignal,
  owner?: AudioOwner,
): Promise<WavAudio> {
  const reader = byteReader(body);
  try {
    const start = await reader.exactly(sniffBytes);
    if (start.byteLength === 0) throw new Failure("ENGINE_FAILED", "The engine sent no audio.");
    reader.unread(start);
    const { format, audio } = await decoded(reader, start, asked, signal);
    return { format, audio: checked(audio, owner) };
  } catch (error) {
    await reader.close();
    throw error;
  }
}

async function decoded(
  reader: ByteReader,
  start: Uint8Array,
  asked: ExpectedAudio,
  signal: AbortSignal,
): Promise<WavAudio> {
  const kind = sniff(start, asked.as);
  switch (kind) {
    case "wav":
      return await readWavFrom(reader);
    case "encoded":
      return await decodeWithFfmpeg(replay(reader), signal);
    case "whole-wav":
      return (await hasFfmpeg())
        ? await decodeWithFfmpeg(replay(reader), signal)
        : await (await import("./whole-wav.ts")).decodeWholeWav(reader);
    case "pcm":
      if (asked.as === "pcm") return { format: asked.format, audio: readPcm(reader, asked.format) };
      throw new Failure("ENGINE_FAILED", "The engine sent neither WAV nor another known format.");
    case "text":
      throw await textInstead(reader);
    default:
      return unreachable(kind);
  }
}

/** Several servers tell of a failure in words under a 200. */
async function textInstead(reader: ByteReader): Promise<Failure> {
  const text = Buffer.from(await reader.exactly(engineLimits.errorBodyBytes)).toString("utf8");
  await reader.close();
  const words = serverWords(text);
  const what = `The engine sent text where audio was expected: ${words}`;
  return new Failure("ENGINE_FAILED", what);
}

/** A header without a sample is no speech: some programs end so, without an error, when they fail. */
async function* checked(
  audio: AsyncIterable<Uint8Array>,
  owner: AudioOwner | undefined,
): AsyncGenerator<Uint8Array> {
  let isSilent = true;
  try {
    for await (const pcm of audio) {
      isSilent = false;
      yield pcm;
    }
    if (isSilent) throw new Failure("ENGINE_FAILED", "The engine sent no audio.");
  } catch (error) {
    throw asFailure(owner?.blame(error) ?? error);
  } finally {
    owner?.stop();
  }
}
