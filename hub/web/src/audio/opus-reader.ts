import { OggPackets } from "./ogg-packets.ts";
import type { AudioReader, Pcm } from "./pcm.ts";

/** Whether this browser decodes Opus piece by piece; only over HTTPS, or from this machine. */
export function canReadOpus(): boolean {
  return "AudioDecoder" in window;
}

/** Reads Ogg Opus (RFC 7845) as it arrives, with the browser's own decoder. */
export class OpusReader implements AudioReader {
  readonly #sink: (pcm: Pcm) => void;
  readonly #ogg: OggPackets;
  readonly #failed = Promise.withResolvers<never>();
  #state: State = { at: "head" };
  #skipFrames = 0;

  constructor(sink: (pcm: Pcm) => void) {
    this.#sink = sink;
    this.#ogg = new OggPackets((packet) => this.#take(packet));
    this.#failed.promise.catch(() => undefined);
  }

  push(bytes: Uint8Array): void {
    this.#ogg.push(bytes);
  }

  async end(): Promise<void> {
    if (this.#state.at !== "audio") throw new Error("The hub sent no audio.");
    const { decoder } = this.#state;
    await Promise.race([decoder.flush(), this.#failed.promise]);
    decoder.close();
  }

  #take(packet: Uint8Array<ArrayBuffer>): void {
    switch (this.#state.at) {
      case "head":
        this.#state = { at: "tags", decoder: this.#decoderFor(packet) };
        return;
      case "tags":
        this.#state = { at: "audio", decoder: this.#state.decoder, frames: 0 };
        return;
      case "audio": {
        const timestamp = Math.round((this.#state.frames / decodedHz) * 1e6);
        // How long the packet is, the decoder finds out; the time only has to grow.
        this.#state.frames += 960;
        this.#state.decoder.decode(new EncodedAudioChunk({ type: "key", timestamp, data: packet }));
      }
    }
  }

  #decoderFor(head: Uint8Array<ArrayBuffer>): AudioDecoder {
    const view = new DataView(head.buffer);
    this.#skipFrames = view.getUint16(10, true);
    const decoder = new AudioDecoder({
      output: (data) => this.#give(data),
      error: (error) => this.#failed.reject(error),
    });
    decoder.configure({ codec: "opus", sampleRate: decodedHz, numberOfChannels: head[9] ?? 1 });
    return decoder;
  }

  #give(data: AudioData): void {
    const skip = Math.min(this.#skipFrames, data.numberOfFrames);
    this.#skipFrames -= skip;
    const channels = Array.from({ length: data.numberOfChannels }, (_, planeIndex) => {
      const samples = new Float32Array(data.numberOfFrames);
      data.copyTo(samples, { planeIndex, format: "f32-planar" });
      return samples.slice(skip);
    });
    const rateHz = data.sampleRate;
    data.close();
    if ((channels[0]?.length ?? 0) > 0) this.#sink({ rateHz, channels });
  }
}

type State =
  | { readonly at: "head" }
  | { readonly at: "tags"; readonly decoder: AudioDecoder }
  | { readonly at: "audio"; readonly decoder: AudioDecoder; frames: number };

/** Opus always comes out at this rate. */
const decodedHz = 48_000;
