import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import { pattern, type Script } from "../providers/scripted-agent.ts";

/** Bytes of a character in the audio of `spelling`: 5 ms at 24 kHz. */
export const bytesPerCharacter = 240;

/** Whether it gives audio without an end, until it is cancelled. */
export type Spelled = {
  readonly script: Script;
  /** What it was asked to speak, in order. */
  readonly texts: string[];
  /** When an utterance was cancelled, on the monotonic clock. */
  readonly cancelledMs: number[];
  /** Utterances that run now. */
  running: number;
};

/** An engine whose audio is as long as its text has characters; `endless`: which texts it never ends. */
export function spelling(
  endless: (text: string) => boolean = () => false,
  format: PcmFormat = { rateHz: 24_000, channels: 1 },
): Spelled {
  const spelled: Spelled = {
    texts: [],
    cancelledMs: [],
    running: 0,
    script: async (stream, signal) => {
      const { text } = stream.request;
      spelled.texts.push(text);
      spelled.running += 1;
      stream.accept(format);
      stream.write(pattern(0, Array.from(text).length * bytesPerCharacter));
      if (endless(text)) {
        const { promise, resolve } = Promise.withResolvers<void>();
        signal.addEventListener("abort", () => resolve(), { once: true });
        await promise;
        spelled.cancelledMs.push(performance.now());
      } else {
        stream.end({});
      }
      spelled.running -= 1;
    },
  };
  return spelled;
}
