import { startThread } from "@club/shared/program/program-files.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import { maxCompressedWavBytes, wavHeadBytes, wavThreadMegabytes } from "./limits.ts";
import { readHead } from "./read-head.ts";

/**
 * A WAV that ffmpeg may decode. Dictation machines and telephone systems write IMA ADPCM, which is not
 * among the codecs that ffmpeg is let near a stranger's file with: wavefile unpacks it, in a thread that
 * has its own bounds. Every other WAV passes as it is. Throws AUDIO_DECODE_FAILED, TOO_LARGE, and the
 * signal's reason.
 */
export async function plainWav(
  file: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const { head, all } = await readHead(file, wavHeadBytes);
  const format = formatOf(head);
  if (format?.tag !== imaAdpcm) return all;
  // What wavefile takes for stereo is one channel's blocks after the other's, which they are not.
  if (format.channels !== 1) throw undecodable("ADPCM is taken with one channel.");
  return once(await unpacked(await whole(all), signal));
}

/** The tags of WAVE formats are listed in RFC 2361. */
const imaAdpcm = 0x0011;

/** What the `fmt ` chunk says; undefined when none comes within the head. */
function formatOf(head: Uint8Array): { tag: number; channels: number } | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  for (let at = 12; at + 12 <= bytes.length; ) {
    if (bytes.toString("latin1", at, at + 4) === "fmt ") {
      return { tag: bytes.readUInt16LE(at + 8), channels: bytes.readUInt16LE(at + 10) };
    }
    const size = bytes.readUInt32LE(at + 4);
    at += 8 + size + (size % 2);
  }
  return undefined;
}

async function whole(file: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of file) {
    bytes += chunk.length;
    if (bytes > maxCompressedWavBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function unpacked(wav: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const place = { name: "plain-wav-thread", beside: import.meta };
  const resourceLimits = { maxOldGenerationSizeMb: wavThreadMegabytes };
  const thread = startThread(place, { workerData: wav, resourceLimits });
  const onAbort = (): void => reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort, { once: true });
  thread.once("message", resolve);
  thread.once("error", (cause) => reject(undecodable("It is damaged.", cause)));
  thread.once("exit", () => reject(undecodable("It is damaged.")));
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", onAbort);
    await thread.terminate();
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield bytes;
}

function undecodable(reason: string, cause?: unknown): Failure {
  const message = `audio: the file could not be decoded. ${reason}`;
  return new Failure("AUDIO_DECODE_FAILED", message, { param: "audio", cause });
}

function tooLarge(): Failure {
  const message = `audio: an ADPCM file has at most ${maxCompressedWavBytes / 1024 / 1024} MiB.`;
  return new Failure("TOO_LARGE", message, { param: "audio" });
}
