import { open } from "node:fs/promises";
import { type PcmFormat, secondsOf } from "@club/shared/audio/pcm-format.ts";
import { wavHeader } from "@club/shared/audio/wav-header.ts";
import { engineMaker } from "../engines/create-engine.ts";
import type { Speech, Utterance } from "../engines/engine.ts";
import type { ServiceConfig } from "../engines/service-config.ts";
import { play } from "./play.ts";

/** Speaks through a service to a file, standard output (`-`) or the loudspeaker; says how it went. */
export async function speakTest(
  config: ServiceConfig,
  utterance: Utterance,
  output: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  const engine = engineMaker()(config);
  try {
    const startMs = performance.now();
    const speech = await engine.speak(utterance, signal);
    const watched = watch(speech, startMs);
    const where = await deliver(watched.speech, output, signal);
    return figureWords(config.model, speech.format, where, watched.figures());
  } finally {
    await engine.close?.();
  }
}

type Figures = { readonly bytes: number; readonly firstMs: number; readonly lastMs: number };

function figureWords(model: string, format: PcmFormat, where: string, figures: Figures): string {
  const { bytes, firstMs, lastMs } = figures;
  const seconds = secondsOf(bytes, format);
  const pace = (seconds / (lastMs / 1_000)).toFixed(1);
  const { rateHz } = format;
  return (
    `${model} spoke for ${seconds.toFixed(2)} s at ${rateHz} Hz ${where}: ` +
    `first audio after ${Math.round(firstMs)} ms, ${pace} × real time`
  );
}

async function deliver(
  speech: Speech,
  output: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  if (output === undefined) return `through ${await play(speech, signal)}`;
  if (output === "-") {
    await toStdout(speech);
    return "to standard output";
  }
  await toFile(output, speech);
  return `to ${output}`;
}

async function toFile(path: string, { format, audio }: Speech): Promise<void> {
  await using file = await open(path, "w", 0o600);
  await file.write(wavHeader(format));
  let bytes = 0;
  for await (const pcm of audio) {
    await file.writeFile(pcm);
    bytes += pcm.byteLength;
  }
  await file.write(wavHeader(format, bytes), 0, undefined, 0);
}

async function toStdout({ format, audio }: Speech): Promise<void> {
  for await (const bytes of wavStream(format, audio)) {
    await new Promise<void>((resolve, reject) => {
      process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  }
}

/** A WAV of a length that is not known yet. */
async function* wavStream(
  format: PcmFormat,
  audio: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield wavHeader(format);
  yield* audio;
}

function watch(speech: Speech, startMs: number) {
  let bytes = 0;
  let firstMs = 0;
  let lastMs = 0;
  async function* audio() {
    for await (const pcm of speech.audio) {
      lastMs = performance.now() - startMs;
      if (bytes === 0) firstMs = lastMs;
      bytes += pcm.byteLength;
      yield pcm;
    }
  }
  return {
    speech: { ...speech, audio: audio() },
    figures: () => ({ bytes, firstMs, lastMs }),
  };
}
