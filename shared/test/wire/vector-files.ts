import { encode } from "../../src/wire/encode.ts";
import type { Message } from "../../src/wire/messages.ts";
import { ignored, refused, samples } from "./samples.ts";
import { sessionSample } from "./session-sample.ts";

export type Vector = { readonly name: string; readonly message: unknown; readonly frame: string };

/** The files of shared/vectors as today's code would write them: name to content. */
export function vectorFiles(): Readonly<Record<string, string>> {
  const messages = Object.entries(samples).map(([name, message]) => ({
    name,
    ...vectorOf(message),
  }));
  const session = sessionSample.map(({ from, why, message }) => ({
    from,
    why,
    ...vectorOf(message),
  }));
  return {
    "messages.json": json(messages),
    "session.json": json(session),
    "refused.json": json(framesOf(refused)),
    "ignored.json": json(framesOf(ignored)),
  };
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

export function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replaceAll(" ", ""), "hex"));
}

function vectorOf(message: Message): { readonly message: unknown; readonly frame: string } {
  return { message: readable(message), frame: hexOf(encode(message)) };
}

function framesOf(frames: Readonly<Record<string, string>>): unknown {
  return Object.entries(frames).map(([name, hex]) => ({ name, frame: hexOf(bytesOf(hex)) }));
}

/** Bytes as hex, for JSON. */
function readable(message: Message): unknown {
  return "bytes" in message && typeof message.bytes !== "number"
    ? { ...message, bytes: hexOf(message.bytes) }
    : message;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
