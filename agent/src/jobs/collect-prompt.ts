import { createHash } from "node:crypto";
import type { AgentStream } from "@club/shared/mux/agent-stream.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { PromptAnnouncement } from "@club/shared/wire/messages.ts";
import type { Utterance } from "../engines/engine.ts";
import type { JobSignals } from "./job-signals.ts";
import type { PromptCache } from "./prompt-cache.ts";

/**
 * The reference recording that the request announced, from the cache or from the hub; undefined when
 * there is none. Throws BAD_INPUT when what arrives is not what was announced.
 */
export async function collectPrompt(
  stream: AgentStream,
  signals: JobSignals,
  cache: PromptCache,
): Promise<Utterance["prompt"] | undefined> {
  const announced = stream.request.prompt;
  if (announced === undefined) return undefined;
  const { transcript } = announced;
  const hash = announced.hash.toLowerCase();
  const kept = cache.get(hash);
  if (kept !== undefined) return { wav: kept, transcript };
  const keep = cache.expect(hash);
  const wav = await receive(stream, announced, signals);
  if (createHash("sha256").update(wav).digest("hex") !== hash) {
    throw new Failure("BAD_INPUT", "The reference recording arrived damaged.", { elsewhere: true });
  }
  keep(wav);
  return { wav, transcript };
}

/** Its size is bounded by the wire's `promptMaxBytes`, its time by the stream's deadline. */
async function receive(
  stream: AgentStream,
  { bytes }: PromptAnnouncement,
  signals: JobSignals,
): Promise<Uint8Array> {
  const wav = new Uint8Array(bytes);
  stream.wantPrompt();
  for (let at = 0; at < bytes; ) {
    const piece = stream.takePrompt();
    if (piece === undefined) {
      await signals.promptReadable();
      continue;
    }
    wav.set(piece, at);
    at += piece.length;
  }
  return wav;
}
