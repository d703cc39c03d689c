import assert from "node:assert/strict";
import { test } from "node:test";
import { rateLimitHeaders } from "../../src/http/rate-limit-headers.ts";

test("limits are told in OpenAI's headers, the reset in whole seconds rounded up", () => {
  assert.deepEqual(rateLimitHeaders({ limit: 60, remaining: 59, resetMs: 999 }), {
    "x-ratelimit-limit-requests": "60",
    "x-ratelimit-remaining-requests": "59",
    "x-ratelimit-reset-requests": "1s",
  });
});

test("without a limit there are no headers", () => {
  assert.deepEqual(rateLimitHeaders(undefined), {});
});
