import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { accessSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { bytesPerFrame } from "@club/shared/audio/pcm-format.ts";
import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import { type Clock, systemClock } from "../clock.ts";
import { unstartable } from "../encoding/ffmpeg-failure.ts";
import { stderrTail } from "../encoding/stderr-tail.ts";
import { startProcess } from "../processes/start-process.ts";
import type { AudioKind } from "./audio-kind.ts";
import {
  decodeCpuSeconds,
  decodeMs,
  decoderBlockBytes,
  decoderBytes,
  maxSampleSeconds,
  maxUploadBytes,
} from "./limits.ts";
import { sampleFormat } from "./sample.ts";

/**
 * A stranger's file as PCM of `sampleFormat`. ffmpeg gets it through a pipe and is told what it is; it
 * may open nothing else, use no other reader or codec, and is bounded in time, memory and output.
 * Throws AUDIO_DECODE_FAILED for what is no such audio, TOO_LARGE for what lasts too long,
 * ENCODER_FAILED without ffmpeg, and the signal's reason.
 */
export async function* decodeSample(
  program: string,
  file: AsyncIterable<Uint8Array>,
  kind: AudioKind,
  caller: AbortSignal,
  clock: Clock = systemClock,
): AsyncGenerator<Uint8Array, void, void> {
  const late = new AbortController();
  using _ = clock.after(decodeMs, () => late.abort());
  const signal = AbortSignal.any([caller, late.signal]);
  signal.throwIfAborted();
  const ffmpeg = await start(program, kind);
  const kill = (): void => void ffmpeg.kill("SIGKILL");
  signal.addEventListener("abort", kill, { once: true });
  const end = endOf(ffmpeg);
  const feeding = feed(ffmpeg, file).then(
    () => undefined,
    (thrown: unknown) => {
      kill();
      return asFailure(thrown);
    },
  );
  let bytes = 0;
  try {
    for await (const pcm of ffmpeg.stdout as AsyncIterable<Buffer>) {
      bytes += pcm.byteLength;
      if (bytes > mostBytes) throw tooLong();
      yield pcm;
    }
    const reason = (await feeding) ?? (await end);
    caller.throwIfAborted();
    if (late.signal.aborted) throw undecodable("Decoding it took too long.");
    if (reason !== undefined || bytes === 0)
      throw reason ?? undecodable("There is no audio in it.");
  } finally {
    signal.removeEventListener("abort", kill);
    kill();
    await end;
    await feeding;
  }
}

/** One that is longer is told by the second beyond, which is all of it that is decoded. */
const mostBytes = maxSampleSeconds * sampleFormat.rateHz * bytesPerFrame(sampleFormat);

/** What browsers, phones and recorders write; images on an album's cover are none of it. */
const codecs = [
  ..."pcm_s16le pcm_s24le pcm_s32le pcm_u8 pcm_f32le pcm_f64le pcm_alaw pcm_mulaw".split(" "),
  ..."mp1 mp1float mp2 mp2float mp3 mp3float opus libopus vorbis aac alac flac".split(" "),
].join(",");

/**
 * `cache:` makes the pipe one that can be sought in, which recordings of phones need, whose index comes
 * last: by a temporary file without a name.
 */
function commandLine({ demuxer }: AudioKind): string[] {
  return [
    "-hide_banner -nostdin -loglevel error -threads 1",
    `-max_alloc ${decoderBlockBytes} -protocol_whitelist cache,pipe -codec_whitelist ${codecs}`,
    `-format_whitelist ${demuxer} -f ${demuxer} -max_streams 16`,
    `-read_ahead_limit ${maxUploadBytes} -i cache:pipe:0 -map 0:a:0 -vn -sn -dn`,
    `-t ${maxSampleSeconds + 1} -map_metadata -1`,
    `-ar ${sampleFormat.rateHz} -ac ${sampleFormat.channels} -f s16le pipe:1`,
  ]
    .join(" ")
    .split(" ");
}

async function start(program: string, kind: AudioKind): Promise<ChildProcessWithoutNullStreams> {
  const bounds = [
    `--data=${decoderBytes}`,
    `--cpu=${decodeCpuSeconds}`,
    `--fsize=${maxUploadBytes}`,
    "--core=0",
  ];
  const [command = program, ...args] = hasPrlimit() ? ["prlimit", ...bounds, "--", program] : [];
  const started = startProcess(command, [...args, ...commandLine(kind)]);
  if (started.at === "refused") throw notStarted(await started.cause);
  const ffmpeg = started.child;
  // Real-time audio comes first. Where that cannot be said, it shares as any process does.
  try {
    if (ffmpeg.pid !== undefined) setPriority(ffmpeg.pid, constants.priority.PRIORITY_LOW);
  } catch {
    return ffmpeg;
  }
  return ffmpeg;
}

/** Linux has it (util-linux); elsewhere `-max_alloc` and the bounded input must do. */
function hasPrlimit(): boolean {
  try {
    accessSync("/usr/bin/prlimit");
    return true;
  } catch {
    return false;
  }
}

/** Gives it the file as it takes it. It may have heard enough before the end. */
async function feed(
  { stdin }: ChildProcessWithoutNullStreams,
  file: AsyncIterable<Uint8Array>,
): Promise<void> {
  stdin.on("error", () => stdin.destroy());
  for await (const bytes of file) {
    if (stdin.destroyed) return;
    if (stdin.write(bytes)) continue;
    await new Promise<void>((resolve) => {
      stdin.once("drain", resolve);
      stdin.once("close", resolve);
    });
  }
  stdin.end();
}

/** Resolves when it has ended: to why it did not do its work, or undefined. Never rejects. */
async function endOf(ffmpeg: ChildProcessWithoutNullStreams): Promise<Failure | undefined> {
  const words = stderrTail(ffmpeg.stderr);
  return await new Promise((resolve) => {
    ffmpeg.once("error", (cause) => resolve(notStarted(cause)));
    ffmpeg.once("close", (code) => {
      const cause = new Error(`exit code ${code}: ${words()}`);
      if (code === 0) resolve(undefined);
      else if (code === notFound) resolve(notStarted(Object.assign(cause, { code: "ENOENT" })));
      else resolve(undecodable("It is damaged, or something else.", cause));
    });
  });
}

/** What prlimit, as a shell, ends with when there is no such program. */
const notFound = 127;

function notStarted(cause: Error): Failure {
  const message = `The recording could not be decoded: ${unstartable(cause)}.`;
  return new Failure("ENCODER_FAILED", message, { cause });
}

function undecodable(reason: string, cause?: Error): Failure {
  const message = `audio: the file could not be decoded. ${reason}`;
  return new Failure("AUDIO_DECODE_FAILED", message, { param: "audio", ...(cause && { cause }) });
}

function tooLong(): Failure {
  const message = `audio: a sample lasts at most ${maxSampleSeconds} seconds.`;
  return new Failure("TOO_LARGE", message, { param: "audio" });
}
