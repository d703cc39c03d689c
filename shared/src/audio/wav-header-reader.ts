import { Failure, type FailureCode } from "../wire/failures.ts";
import type { ByteReader } from "./byte-reader.ts";
import { limits } from "../wire/limits.ts";
import { audioLimits } from "./limits.ts";
import type { PcmFormat } from "./pcm-format.ts";
import type { SampleEncoding } from "./sample-encoding.ts";

export type WavLayout = {
  readonly format: PcmFormat;
  readonly encoding: SampleEncoding;
  /** Bytes of samples that follow; undefined when the header does not know or does not tell the truth. */
  readonly dataBytes: number | undefined;
};

/**
 * Reads a RIFF or RF64 header up to the first sample, whatever chunks stand before it. Throws a
 * Failure of the code `blame` when this is no WAV, or one that cannot be played.
 */
export async function readWavHeader(reader: ByteReader, blame: FailureCode): Promise<WavLayout> {
  const riff = ascii(await reader.exactly(4));
  if (riff !== "RIFF" && riff !== "RF64") throw new Failure(blame, "The audio is not a WAV file.");
  const form = await reader.exactly(8);
  if (ascii(form.subarray(4)) !== "WAVE") throw new Failure(blame, "The audio is not a WAV file.");
  let fmt: Uint8Array | undefined;
  let longBytes: number | undefined;
  for (let room: number = audioLimits.wavHeaderBytes; room > 0; ) {
    const { id, size } = await chunkHead(reader, blame);
    if (id === "data") return layout(fmt, longBytes ?? trusted(size), blame);
    room -= 8 + size;
    if (room <= 0) break;
    const body = await reader.exactly(size + (size % 2));
    if (id === "fmt ") fmt = body;
    if (id === "ds64" && body.byteLength >= 16)
      longBytes = Number(view(body).getBigUint64(8, true));
  }
  throw new Failure(blame, "The WAV header has no data chunk.");
}

async function chunkHead(reader: ByteReader, blame: FailureCode) {
  const head = await reader.exactly(8);
  if (head.byteLength < 8) throw new Failure(blame, "The WAV header is cut off.");
  return { id: ascii(head.subarray(0, 4)), size: view(head).getUint32(4, true) };
}

/** Live encoders write 0, 0x7FFFF000, 0x7FFFFFDB or 0xFFFFFFFF where they cannot know the size. */
function trusted(size: number): number | undefined {
  return size === 0 || size >= audioLimits.wavSizeUnknownFrom ? undefined : size;
}

function layout(
  fmt: Uint8Array | undefined,
  dataBytes: number | undefined,
  blame: FailureCode,
): WavLayout {
  if (fmt === undefined || fmt.byteLength < 16) {
    throw new Failure(blame, "The WAV header does not describe its format.");
  }
  const fields = view(fmt);
  const format = { channels: fields.getUint16(2, true), rateHz: fields.getUint32(4, true) };
  const { channelsMax, rateMinHz, rateMaxHz } = limits;
  const playable =
    format.channels >= 1 &&
    format.channels <= channelsMax &&
    format.rateHz >= rateMinHz &&
    format.rateHz <= rateMaxHz;
  if (!playable) {
    throw new Failure(
      blame,
      `A WAV of ${format.channels} channels at ${format.rateHz} Hz cannot be used.`,
    );
  }
  return { format, encoding: encodingOf(fields, blame), dataBytes };
}

/** RFC 2361 gives the tags; 0xFFFE is WAVE_FORMAT_EXTENSIBLE, whose GUID begins with the true tag. */
function encodingOf(fmt: DataView, blame: FailureCode): SampleEncoding {
  const first = fmt.getUint16(0, true);
  const tag = first === 0xfffe && fmt.byteLength >= 26 ? fmt.getUint16(24, true) : first;
  const bits = fmt.getUint16(14, true);
  if (tag === 1 && (bits === 8 || bits === 16 || bits === 24 || bits === 32)) {
    return { kind: "integer", bits };
  }
  if (tag === 3 && (bits === 32 || bits === 64)) return { kind: "float", bits };
  if (tag === 6) return { kind: "a-law" };
  if (tag === 7) return { kind: "mu-law" };
  throw new Failure(blame, `A WAV of encoding ${tag} with ${bits} bits cannot be read.`);
}

function ascii(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
