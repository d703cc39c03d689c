// A thread's program: turns one WAV in IMA ADPCM, given as its data, into a WAV of 16-bit PCM.
import { parentPort, workerData } from "node:worker_threads";
// oxlint-disable-next-line import/default -- it is CommonJS, whose names are not found by importing them
import wavefile from "wavefile";

// oxlint-disable-next-line import/no-named-as-default-member -- as above
const { WaveFile } = wavefile;

/** A block's header holds its first sample; each byte after it holds two. */
const headerBytes = 4;

const wav = new WaveFile(workerData as Uint8Array);
const { blockAlign, numChannels, sampleRate } = wav.fmt as Format;
const data = wav.data as { samples: Uint8Array };
const blocks = Math.floor(data.samples.length / blockAlign);
// wavefile leaves the last block out: one more makes that an empty one.
const padded = new Uint8Array((blocks + 1) * blockAlign);
padded.set(data.samples.subarray(0, blocks * blockAlign));
data.samples = padded;
wav.fromIMAADPCM();
const plain = new WaveFile();
plain.fromScratch(numChannels, sampleRate, "16", withoutRepeats());
parentPort?.postMessage(plain.toBuffer(), []);

type Format = {
  readonly blockAlign: number;
  readonly numChannels: number;
  readonly sampleRate: number;
};

/** wavefile gives each block's first sample twice. */
function withoutRepeats(): Int16Array {
  const all = wav.getSamples(false, Int16Array) as unknown as Int16Array;
  const samplesPerBlock = 1 + 2 * (blockAlign - headerBytes);
  const samples = new Int16Array(blocks * samplesPerBlock);
  for (let block = 0; block < blocks; block += 1) {
    const from = block * (samplesPerBlock + 1) + 1;
    samples.set(all.subarray(from, from + samplesPerBlock), block * samplesPerBlock);
  }
  return samples;
}
