import type { ByteReader } from "@club/shared/audio/byte-reader.ts";
import { readWav, type WavAudio } from "@club/shared/audio/wav-reader.ts";
import { Failure } from "@club/shared/wire/failures.ts";
// CommonJS: Node finds no named exports in it.
// oxlint-disable-next-line import/default
import wavefile from "wavefile";
import { engineLimits } from "../limits.ts";

/**
 * Decodes a WAV that has to be there as a whole: big-endian ones (RIFX) and those with IMA ADPCM. It
 * takes the event loop half a second for a minute of audio, so this is for machines without ffmpeg and
 * for short files; throws ENGINE_FAILED for longer ones, and for what is broken.
 */
export async function decodeWholeWav(reader: ByteReader): Promise<WavAudio> {
  const file = await reader.exactly(engineLimits.wholeWavBytes + 1);
  await reader.close();
  if (file.byteLength > engineLimits.wholeWavBytes) {
    const what = "The engine's audio is too long to be decoded here without ffmpeg.";
    throw new Failure("ENGINE_FAILED", what);
  }
  return await readWav(once(asPlainWav(file)));
}

function asPlainWav(file: Uint8Array): Uint8Array {
  try {
    // oxlint-disable-next-line import/no-named-as-default-member
    const wav = new wavefile.WaveFile(file);
    if (wav.container === "RIFX") wav.toRIFF();
    if (wav.bitDepth === "4") wav.fromIMAADPCM("16");
    return wav.toBuffer();
  } catch (error) {
    throw new Failure("ENGINE_FAILED", "The engine's WAV cannot be decoded.", { cause: error });
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
