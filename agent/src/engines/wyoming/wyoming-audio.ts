import { type SampleEncoding, toPcm16 } from "@club/shared/audio/sample-encoding.ts";
import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import { limits } from "@club/shared/wire/limits.ts";
import type { Started } from "../begin-speech.ts";
import { printable } from "../printable.ts";
import type { WyomingEvent } from "./wyoming-wire.ts";

/**
 * `audio-start`, then `audio-chunk`s, then `audio-stop`. Throws ENGINE_FAILED for an `error` event and
 * for a connection that ends before the stop.
 */
export async function audioFrom(events: AsyncGenerator<WyomingEvent>): Promise<Started> {
  try {
    for (;;) {
      const event = await nextEvent(events);
      if (event.type !== "audio-start") continue;
      const { format, encoding } = formatOf(event.data);
      return { body: chunks(events, toPcm16(encoding)), asked: { as: "pcm", format } };
    }
  } catch (error) {
    await events.return(undefined);
    throw error;
  }
}

async function* chunks(
  events: AsyncGenerator<WyomingEvent>,
  convert: (samples: Uint8Array) => Uint8Array,
): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const event = await nextEvent(events);
      if (event.type === "audio-stop") return;
      if (event.type === "audio-chunk" && event.payload.byteLength > 0)
        yield convert(event.payload);
    }
  } finally {
    await events.return(undefined);
  }
}

async function nextEvent(events: AsyncGenerator<WyomingEvent>): Promise<WyomingEvent> {
  const next = await events.next();
  if (next.done === true) {
    throw new Failure("ENGINE_FAILED", "The Wyoming server broke off.");
  }
  if (next.value.type !== "error") return next.value;
  const { text, code } = next.value.data;
  const words = typeof text === "string" ? printable(text) : "no reason given";
  if (code === "VoiceNotFoundError") {
    throw new Failure("VOICE_NOT_FOUND", `The Wyoming server has no such voice: ${words}`, {
      param: "voice",
    });
  }
  throw new Failure("ENGINE_FAILED", `The Wyoming server failed: ${words}`);
}

/** Chunks repeat the format; the first word counts. Samples of `width` bytes, as in a WAV. */
function formatOf(data: WyomingEvent["data"]): { format: PcmFormat; encoding: SampleEncoding } {
  const { rate, width, channels } = data;
  const bits = ([8, 16, 24, 32] as const).find((each) => each / 8 === width);
  const isPlayable =
    isBetween(rate, limits.rateMinHz, limits.rateMaxHz) &&
    isBetween(channels, 1, limits.channelsMax);
  if (bits === undefined || !isPlayable) {
    throw new Failure(
      "ENGINE_FAILED",
      "The Wyoming server speaks in a format that cannot be used.",
    );
  }
  return {
    format: { rateHz: rate as number, channels: channels as number },
    encoding: { kind: "integer", bits },
  };
}

function isBetween(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}
