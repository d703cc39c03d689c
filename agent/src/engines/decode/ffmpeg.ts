import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { addAbortSignal, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { readWav, type WavAudio } from "@club/shared/audio/wav-reader.ts";
import { Failure } from "@club/shared/wire/failures.ts";
// CommonJS: Node finds no named exports in it.
import prism from "prism-media";
import { findProgram } from "../program/find-program.ts";
import { stderrTail } from "../program/stderr-tail.ts";

/**
 * Has prism-media look for ffmpeg, which it does once and synchronously (0.1 s, on a cold disk seconds):
 * to be called before anything is spoken. Does nothing where ffmpeg is not on the PATH, as prism would
 * then run a file of that name in the working directory.
 */
export async function prepareFfmpeg(): Promise<void> {
  if (await hasFfmpeg()) prism.FFmpeg.getInfo();
}

export async function hasFfmpeg(): Promise<boolean> {
  return (await findProgram("ffmpeg")) !== undefined;
}

/**
 * MP3, Ogg, FLAC and whatever else ffmpeg reads, as mono PCM at its own rate. Throws
 * ENGINE_FAILED with advice when ffmpeg is not on the PATH.
 */
export async function decodeWithFfmpeg(
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<WavAudio> {
  if (await hasFfmpeg()) return await readWav(decoded(body, signal));
  throw new Failure(
    "ENGINE_FAILED",
    "The engine answers in a compressed format, and ffmpeg, which could decode it, is not installed.",
  );
}

/**
 * Adds what prism-media leaves open: the signal, ffmpeg's own words and its exit code. One that hangs is
 * killed when the request's deadline fires the signal.
 */
async function* decoded(
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  const ffmpeg = new prism.FFmpeg({ args: [...decodeArguments] });
  // Its pipes rather than the stream that prism makes of both: that one shares their state, and neither
  // Node's pipeline nor its iteration comes to an end when one of the pipes breaks.
  const program = ffmpeg.process as ChildProcessWithoutNullStreams;
  ffmpeg.on("error", () => {});
  const stderr = stderrTail(program.stderr);
  const ended = endOf(program);
  const fed = feed(body, program);
  try {
    for await (const bytes of addAbortSignal(signal, program.stdout)) yield bytes as Uint8Array;
  } catch (error) {
    throw new Failure("CANCELLED", "The decoding was ended.", { cause: error });
  } finally {
    // Does nothing to one that has ended by itself.
    program.kill("SIGKILL");
  }
  // The engine's own failure says more than what ffmpeg thinks of half a file.
  const broken = await fed;
  if (broken instanceof Failure) throw broken;
  const how = await ended;
  if (how !== "exit code 0")
    throw new Failure("ENGINE_FAILED", `ffmpeg failed (${how}): ${stderr()}`);
}

/** Feeds ffmpeg; resolves with what went wrong, if anything. */
async function feed(
  body: AsyncIterable<Uint8Array>,
  program: ChildProcessWithoutNullStreams,
): Promise<unknown> {
  try {
    await pipeline(Readable.from(body), program.stdin);
    return undefined;
  } catch (error) {
    program.kill("SIGKILL");
    return error;
  }
}

/** How the program ended, in words. */
function endOf(program: ChildProcessWithoutNullStreams): Promise<string> {
  return new Promise((resolve) => {
    program.once("error", (error) => resolve(error.message));
    program.once("close", (code, signal) => resolve(signal ?? `exit code ${code ?? "unknown"}`));
  });
}

// Nothing but the pipe may be opened, whatever a playlist inside the data says; little is probed, so
// that the first samples come soon. (`-fflags nobuffer` would come sooner still, and lose what was probed.)
const decodeArguments: readonly string[] = [
  "-hide_banner -loglevel error -nostats",
  "-protocol_whitelist pipe -probesize 4096 -i pipe:0",
  "-vn -map_metadata -1 -ac 1 -c:a pcm_s16le -f wav -flush_packets 1",
].flatMap((stage) => stage.split(" "));
