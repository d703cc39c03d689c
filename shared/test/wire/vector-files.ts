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
    "messages.jsonl": jsonLines(messages),
    "session.jsonl": jsonLines(session),
    "refused.jsonl": jsonLines(framesOf(refused)),
    "ignored.jsonl": jsonLines(framesOf(ignored)),
  };
}

/** The worked example as it stands in PROTOCOL.md, between `exampleBegins` and `exampleEnds`. */
export function exampleText(): string {
  const lines = sessionSample.flatMap(({ from, why, message }) => {
    const arrow = from === "agent" ? "agent → hub" : "hub → agent";
    const hex = hexOf(encode(message)).match(/.{1,76}/g) ?? [];
    return [`${arrow}  ${message.type}${why && `: ${why}`}`, ...hex.map((part) => `  ${part}`)];
  });
  return `\n\`\`\`\n${lines.join("\n")}\n\`\`\`\n`;
}

export const exampleBegins = "<!-- example: written by scripts/wire-vectors.ts -->";
export const exampleEnds = "<!-- end of example -->";

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

export function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replaceAll(" ", ""), "hex"));
}

function vectorOf(message: Message): { readonly message: unknown; readonly frame: string } {
  return { message: readable(message), frame: hexOf(encode(message)) };
}

function framesOf(frames: Readonly<Record<string, string>>): readonly unknown[] {
  return Object.entries(frames).map(([name, hex]) => ({ name, frame: hexOf(bytesOf(hex)) }));
}

/** Bytes as hex, for JSON. */
function readable(message: Message): unknown {
  return "bytes" in message && typeof message.bytes !== "number"
    ? { ...message, bytes: hexOf(message.bytes) }
    : message;
}

/** JSON Lines: a change of one frame is a change of one line. */
function jsonLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}
