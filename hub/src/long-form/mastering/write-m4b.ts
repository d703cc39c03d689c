import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { constants, setPriority } from "node:os";
import { rm, writeFile } from "node:fs/promises";
import { Failure } from "@club/shared/wire/failures.ts";
import { storageFailure } from "../../archive/storage-failure.ts";
import { type Clock, systemClock } from "../../clock.ts";
import { unstartable } from "../../encoding/ffmpeg-failure.ts";
import { stderrTail } from "../../encoding/stderr-tail.ts";
import { startProcess } from "../../processes/start-process.ts";
import { type BookTitles, chapterMarks } from "./chapter-marks.ts";
import { finishMs, m4bBitsPerSecond, stalledMs } from "./limits.ts";
import type { Timeline } from "./timeline.ts";

export type M4b = {
  readonly timeline: Timeline;
  readonly titles: BookTitles;
  /** The program: a name on the PATH, or a path. */
  readonly ffmpeg: string;
};

/**
 * Writes AAC in MPEG-4 with chapter marks and titles: what audiobook players take. ffmpeg itself writes
 * the file, whose index it can only put before the audio in the end. Throws ENCODER_FAILED,
 * STORAGE_FULL, what the source throws, and the signal's reason.
 */
export async function writeM4b(
  path: string,
  book: M4b,
  pcm: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  clock: Clock = systemClock,
): Promise<void> {
  const marks = `${path}.chapters`;
  try {
    await writeFile(marks, chapterMarks(book.timeline, book.titles), { mode: 0o600, flag: "wx" });
    await encode(book, commandLine(book.timeline.rateHz, marks, path), pcm, { signal, clock });
  } catch (error) {
    throw error instanceof Error && "syscall" in error ? storageFailure(error) : error;
  } finally {
    await rm(marks, { force: true });
  }
}

/** Paths are the hub's own; `file:` keeps one from being taken for an address. */
function commandLine(rateHz: number, marks: string, path: string): readonly string[] {
  const input = `-hide_banner -nostdin -loglevel error -y -protocol_whitelist pipe,file -f s16le -ar ${rateHz} -ac 1 -i pipe:0`;
  const output = `-map 0:a -map_metadata 1 -map_chapters 1 -bitexact -c:a aac -b:a ${m4bBitsPerSecond} -threads 1 -movflags +faststart -f ipod`;
  const metadata = ["-f", "ffmetadata", "-i", `file:${marks}`];
  return [...input.split(" "), ...metadata, ...output.split(" "), `file:${path}`];
}

async function encode(
  { ffmpeg }: M4b,
  args: readonly string[],
  pcm: AsyncIterable<Uint8Array>,
  { signal, clock }: { readonly signal: AbortSignal; readonly clock: Clock },
): Promise<void> {
  signal.throwIfAborted();
  const started = startProcess(ffmpeg, args);
  if (started.at === "refused") throw failed(unstartable(await started.cause));
  const { child } = started;
  lowerPriority(child.pid);
  const kill = (): void => void child.kill("SIGKILL");
  signal.addEventListener("abort", kill, { once: true });
  const end = endOf(child);
  try {
    await feed(child, pcm, clock);
    using _ = clock.after(finishMs, kill);
    const words = await end;
    if (words !== undefined) throw failed("ffmpeg failed", new Error(words));
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", kill);
    kill();
    await end;
  }
}

/** Gives it all as it takes it; it is ended where it takes nothing for too long. */
async function feed(
  child: ChildProcessWithoutNullStreams,
  pcm: AsyncIterable<Uint8Array>,
  clock: Clock,
): Promise<void> {
  const { stdin } = child;
  stdin.on("error", () => stdin.destroy());
  for await (const bytes of pcm) {
    if (stdin.destroyed) return;
    if (stdin.write(bytes)) continue;
    using _ = clock.after(stalledMs, () => void child.kill("SIGKILL"));
    await new Promise<void>((resolve) => {
      stdin.once("drain", resolve);
      stdin.once("close", resolve);
    });
  }
  stdin.end();
}

/** Resolves when it has ended: to what it said of why it failed, or undefined. Never rejects. */
async function endOf(child: ChildProcessWithoutNullStreams): Promise<string | undefined> {
  const words = stderrTail(child.stderr);
  child.stdout.resume();
  return await new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code) =>
      resolve(code === 0 ? undefined : `exit code ${code}: ${words()}`),
    );
  });
}

/** Speech that somebody waits for comes first. Where that cannot be said, it shares as any process does. */
function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    return;
  }
}

function failed(reason: string, cause?: Error): Failure {
  return new Failure("ENCODER_FAILED", `The M4B could not be made: ${reason}.`, { cause });
}
