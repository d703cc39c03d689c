import { bytesPerFrame } from "@club/shared/audio/pcm-format.ts";
import { wavHeader } from "@club/shared/audio/wav-header.ts";
import { readWav } from "@club/shared/audio/wav-reader.ts";

/**
 * The beginning of a WAV as 16-bit PCM, or the WAV itself when it lasts no longer: for servers that
 * refuse a recording that is longer than they listen to. Throws BAD_INPUT for what is no WAV.
 */
export async function firstSeconds(wav: Uint8Array, seconds: number): Promise<Uint8Array> {
  const { format, audio } = await readWav(once(wav), "BAD_INPUT");
  const mostBytes = Math.floor(seconds * format.rateHz) * bytesPerFrame(format);
  const kept: Uint8Array[] = [];
  let left = mostBytes;
  for await (const pcm of audio) {
    kept.push(pcm.subarray(0, left));
    left -= pcm.length;
    if (left < 0) return Buffer.concat([wavHeader(format, mostBytes), ...kept]);
  }
  return wav;
}

async function* once(wav: Uint8Array): AsyncGenerator<Uint8Array> {
  yield wav;
}
