import type { AgentStream } from "@club/shared/mux/agent-stream.ts";
import type { JobSignals } from "./job-signals.ts";

/** Writes PCM as the stream has room for it. Throws the job's Failure once it was cancelled. */
export async function writeAudio(
  stream: AgentStream,
  pcm: Uint8Array,
  signals: JobSignals,
): Promise<void> {
  for (let at = 0; at < pcm.length; ) {
    while (stream.room === 0) await signals.writable();
    signals.signal.throwIfAborted();
    const piece = pcm.subarray(at, at + stream.room);
    at += piece.length;
    stream.write(piece);
  }
}
