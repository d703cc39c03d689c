import { Failure } from "@club/shared/wire/failures.ts";
import { z } from "zod";

/** What a hub is told at its start, from flags and environment. */
export type Settings = {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** The folder of the database and the audio. */
  readonly data: string;
  /** Unicode characters that one request may have. */
  readonly maxInputCharacters: number;
  /** The encodings beside wav, opus and pcm that are really made; others are answered in WAV. */
  readonly transcode: readonly ("mp3" | "aac" | "flac")[];
  readonly ffmpeg: string;
  readonly opusBitrateKbps: number;
  readonly opusComplexity: number;
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "silent";
};

const settingsSchema: z.ZodType<Settings> = z.strictObject({
  host: z.string().min(1).default("127.0.0.1"),
  port: z.coerce.number().int().min(0).max(65_535).default(8080),
  data: z.string().min(1),
  maxInputCharacters: z.coerce.number().int().min(1).max(1_000_000).default(5_000),
  transcode: z.preprocess(
    (value) => (typeof value === "string" ? value.split(",").filter(Boolean) : value),
    z.array(z.enum(["mp3", "aac", "flac"])).default([]),
  ),
  ffmpeg: z.string().min(1).default("ffmpeg"),
  opusBitrateKbps: z.coerce.number().int().min(6).max(256).default(48),
  opusComplexity: z.coerce.number().int().min(0).max(10).default(5),
  logLevel: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
});

/** Checks all settings at once; throws INVALID_REQUEST that names every one that is wrong. */
export function parseSettings(given: Readonly<Record<string, unknown>>): Settings {
  const parsed = settingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `--${flagOf(issue.path)}: ${issue.message}`);
  throw new Failure("INVALID_REQUEST", faults.join("\n"));
}

function flagOf(path: readonly PropertyKey[]): string {
  return String(path[0] ?? "").replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
