import type { RequestsLeft } from "../accounts/meter.ts";

/** `x-ratelimit-*` as OpenAI names and writes them (https://platform.openai.com/docs/guides/rate-limits). */
export function rateLimitHeaders(left: RequestsLeft | undefined): Readonly<Record<string, string>> {
  if (left === undefined) return {};
  return {
    "x-ratelimit-limit-requests": `${left.limit}`,
    "x-ratelimit-remaining-requests": `${left.remaining}`,
    "x-ratelimit-reset-requests": `${Math.ceil(left.resetMs / 1000)}s`,
  };
}
