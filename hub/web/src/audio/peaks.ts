import type { Pcm } from "./pcm.ts";

/** The outline of audio for its waveform: the loudest sample of every fiftieth of a second. */
export class Peaks {
  #values: number[] = [];
  #loudest = 0;
  #frames = 0;
  #seconds = 0;

  get seconds(): number {
    return this.#seconds;
  }

  /** A copy that does not change. */
  get values(): readonly number[] {
    return this.#values.slice();
  }

  add({ rateHz, channels }: Pcm): void {
    const [first = new Float32Array(0)] = channels;
    const bucket = Math.round(rateHz / peaksPerSecond);
    for (let frame = 0; frame < first.length; frame += 1) {
      for (const channel of channels) {
        this.#loudest = Math.max(this.#loudest, Math.abs(channel[frame] ?? 0));
      }
      this.#frames += 1;
      if (this.#frames < bucket) continue;
      this.#values.push(this.#loudest);
      this.#loudest = 0;
      this.#frames = 0;
    }
    this.#seconds += first.length / rateHz;
  }
}

/** Finer than any screen draws a sentence. */
const peaksPerSecond = 50;

/** The outline of a whole recording. Rejects when the browser cannot decode it. */
export async function peaksOf(file: ArrayBuffer): Promise<Peaks> {
  // Only the outline is wanted: at 8 kHz a long text costs little memory.
  const context = new OfflineAudioContext(1, 1, 8_000);
  const audio = await context.decodeAudioData(file);
  const channels = Array.from({ length: audio.numberOfChannels }, (_, channel) =>
    audio.getChannelData(channel),
  );
  const peaks = new Peaks();
  peaks.add({ rateHz: audio.sampleRate, channels });
  return peaks;
}
