import { createHash } from "node:crypto";
import { bytesPerFrame } from "@club/shared/audio/pcm-format.ts";
import { wavHeader, wavHeaderBytes } from "@club/shared/audio/wav-header.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Archive } from "../archive/archive.ts";
import { silenceMs } from "./limits.ts";
import { normalisedClip } from "./sample-files.ts";
import { type Sample, sampleFormat } from "./sample.ts";

/** A WAV of `sampleFormat`, and its SHA-256 in hex. */
export type JoinedRecording = { readonly audio: Uint8Array; readonly hash: string };

const frameBytes = bytesPerFrame(sampleFormat);
const silenceBytes = Math.round((sampleFormat.rateHz * silenceMs) / 1000) * frameBytes;

/** The size of the WAV that the samples make together. */
export function joinedBytes(samples: readonly Sample[]): number {
  const silences = Math.max(0, samples.length - 1) * silenceBytes;
  return samples.reduce((sum, { frames }) => sum + frames * frameBytes, wavHeaderBytes + silences);
}

/**
 * The samples' recordings one after the other, with a short silence between them. Throws
 * INVALID_VOICE_SAMPLE when one is not there any more.
 */
export async function joinRecordings(
  archive: Archive,
  samples: readonly Sample[],
  signal: AbortSignal,
): Promise<JoinedRecording> {
  const audio = new Uint8Array(joinedBytes(samples));
  audio.set(wavHeader(sampleFormat, audio.length - wavHeaderBytes));
  let at = wavHeaderBytes;
  for (const sample of samples) {
    if (at > wavHeaderBytes) at += silenceBytes;
    const end = at + sample.frames * frameBytes;
    for await (const pcm of recordingOf(archive, sample, signal)) {
      audio.set(pcm.subarray(0, end - at), at);
      at += Math.min(pcm.length, end - at);
    }
    if (at < end) throw gone(sample);
  }
  return { audio, hash: await sha256(audio) };
}

async function* recordingOf(
  archive: Archive,
  sample: Sample,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const clip = await archive.open(normalisedClip(sample.id));
  if (clip === undefined) throw gone(sample);
  yield* clip.read(signal, wavHeaderBytes);
}

/** In pieces, between which others have their turn: at once it would hold them up for 20 ms. */
async function sha256(bytes: Uint8Array): Promise<string> {
  const hash = createHash("sha256");
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    hash.update(bytes.subarray(at, at + pieceBytes));
    await new Promise(setImmediate);
  }
  return hash.digest("hex");
}

const pieceBytes = 262_144;

function gone(sample: Sample): Failure {
  const message = `speakers: the recording of the sample "${sample.id}" is not there any more.`;
  return new Failure("INVALID_VOICE_SAMPLE", message, { param: "speakers" });
}
