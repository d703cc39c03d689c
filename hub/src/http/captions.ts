import { unreachable } from "@club/shared/unreachable.ts";
import type { EntryCues } from "../store/history-store.ts";
import { hasWords } from "../text/words.ts";

export const captionFormats = ["vtt", "srt", "json"] as const;

export type CaptionFormat = (typeof captionFormats)[number];

export const captionTypes: Readonly<Record<CaptionFormat, string>> = {
  vtt: "text/vtt; charset=utf-8",
  srt: "application/x-subrip; charset=utf-8",
  json: "application/json; charset=utf-8",
};

/** A piece of the text and when it is heard, in seconds from the beginning of the audio. */
export type Caption = { start: number; end: number; text: string };

/** What is heard and when. Pieces without words, and those that were never heard, are left out. */
export function captionsOf({ rateHz, cues }: EntryCues): Caption[] {
  if (rateHz === undefined) return [];
  return cues
    .filter(({ text, startFrame, endFrame }) => endFrame > startFrame && hasWords(text))
    .map(({ text, startFrame, endFrame }) => ({
      start: startFrame / rateHz,
      end: endFrame / rateHz,
      text: text.trim().replace(/\s+/gu, " "),
    }));
}

/** Captions as a file: WebVTT (W3C), SubRip, or JSON. */
export function captionsFile(id: string, captions: Caption[], format: CaptionFormat): string {
  switch (format) {
    case "vtt":
      return ["WEBVTT\n", ...captions.map(vttCue)].join("\n");
    case "srt":
      return captions.map(srtCue).join("\n");
    case "json":
      return JSON.stringify({ object: "captions", id, data: captions });
    default:
      return unreachable(format);
  }
}

function vttCue({ start, end, text }: Caption): string {
  return `${clockTime(start, ".")} --> ${clockTime(end, ".")}\n${escaped(text)}\n`;
}

function srtCue({ start, end, text }: Caption, at: number): string {
  return `${at + 1}\n${clockTime(start, ",")} --> ${clockTime(end, ",")}\n${text}\n`;
}

/** What would be markup in WebVTT, the arrow included. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** `00:01:02.345`, to the nearest millisecond. */
function clockTime(seconds: number, point: "." | ","): string {
  const ms = Math.round(seconds * 1000);
  const parts = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60];
  const clock = parts.map((part) => String(Math.floor(part)).padStart(2, "0")).join(":");
  return clock + point + String(ms % 1000).padStart(3, "0");
}
