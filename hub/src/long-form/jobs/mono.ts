import { bytesPerSample } from "@club/shared/audio/pcm-format.ts";

/** s16le of so many channels as one: their mean. */
export function mono(pcm: Uint8Array, channels: number): Uint8Array {
  if (channels === 1) return pcm;
  const from = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  const frames = Math.floor(pcm.byteLength / bytesPerSample / channels);
  const mixed = Buffer.alloc(frames * bytesPerSample);
  for (let frame = 0; frame < frames; frame += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) {
      sum += from.readInt16LE((frame * channels + channel) * bytesPerSample);
    }
    mixed.writeInt16LE(Math.round(sum / channels), frame * bytesPerSample);
  }
  return mixed;
}
