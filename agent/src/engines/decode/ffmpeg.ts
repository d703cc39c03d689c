import { readWav, type WavAudio } from "@club/shared/audio/wav-reader.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import { runProgram } from "../program/run-program.ts";

/**
 * MP3, Ogg, FLAC and whatever else ffmpeg reads, as mono PCM at its own rate. Throws
 * ENGINE_FAILED with advice when ffmpeg is not on the PATH.
 */
export async function decodeWithFfmpeg(
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<WavAudio> {
  try {
    return await readWav(runProgram("ffmpeg", decodeArguments, { input: body, signal }));
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "NOT_READY") throw error;
    throw new Failure(
      "ENGINE_FAILED",
      "The engine answers in a compressed format, and ffmpeg, which could decode it, is not installed.",
      { cause: error },
    );
  }
}

// Nothing but the pipe may be opened, whatever a playlist inside the data says; little is probed, so
// that the first samples come soon. (`-fflags nobuffer` would come sooner still, and lose what was probed.)
const decodeArguments: readonly string[] = [
  "-hide_banner -loglevel error -nostats",
  "-protocol_whitelist pipe -probesize 4096 -i pipe:0",
  "-vn -map_metadata -1 -ac 1 -c:a pcm_s16le -f wav -flush_packets 1 pipe:1",
].flatMap((stage) => stage.split(" "));
