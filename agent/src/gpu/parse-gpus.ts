import * as z from "zod";
import type { Gpu } from "./gpu.ts";

/**
 * What `nvidia-smi --query-gpu=name,memory.total,memory.free --format=csv,noheader,nounits` prints: a
 * line for each card, memory in MiB. Cards that do not tell (`[N/A]`) are left out.
 */
export function parseNvidia(text: string): readonly Gpu[] {
  return text.split("\n").flatMap((line) => {
    const [, name = "", total, free] = /^(.+), (\d+), (\d+)\s*$/.exec(line) ?? [];
    if (name === "") return [];
    return [{ name, totalBytes: Number(total) * mebibyte, freeBytes: Number(free) * mebibyte }];
  });
}

/** What `rocm-smi --showproductname --showmeminfo vram --json` prints: an object for each card. */
export function parseRocm(text: string): readonly Gpu[] {
  return Object.entries(rocmCards(text)).flatMap(([id, card]) => {
    const total = Number(card["VRAM Total Memory (B)"]);
    const used = Number(card["VRAM Total Used Memory (B)"]);
    if (!Number.isFinite(total) || !Number.isFinite(used)) return [];
    const name = card["Card Series"] ?? card["Card series"] ?? card["Card model"] ?? id;
    return [{ name, totalBytes: total, freeBytes: total - used }];
  });
}

/** Warnings can come before the JSON. */
function rocmCards(text: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const line = text.split("\n").findLast((one) => one.startsWith("{"));
  try {
    const parsed = cardsSchema.safeParse(JSON.parse(line ?? "{}"));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

const cardsSchema = z.record(z.string(), z.record(z.string(), z.string()));
const mebibyte = 2 ** 20;
