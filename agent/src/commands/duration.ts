import { Failure } from "@club/shared/wire/failures.ts";

/** `45s`, `90m`, `2h`, `1d` in milliseconds. Throws INVALID_REQUEST for anything else. */
export function parseDuration(text: string): number {
  const match = /^(\d{1,6}(?:\.\d{1,3})?)(s|m|h|d)$/.exec(text.trim());
  const unitMs = units[(match?.[2] ?? "s") as keyof typeof units];
  if (match !== null) return Number(match[1]) * unitMs;
  throw new Failure("INVALID_REQUEST", `${text} is not a duration: write 45s, 90m, 2h or 1d.`);
}

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
