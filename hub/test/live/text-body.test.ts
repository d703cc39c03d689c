import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { maxIdleMs } from "../../src/live/limits.ts";
import { TextBody } from "../../src/live/text-body.ts";
import { ManualClock } from "../manual-clock.ts";

test("a text may be written for hours, but not be silent for long", async () => {
  const clock = new ManualClock();
  const source = new PassThrough();
  const body = new TextBody(source, 1_000, clock);
  for (const word of ["One ", "more ", "word "]) {
    const next = body.next();
    await clock.advance(maxIdleMs - 1);
    source.write(word);
    assert.deepEqual(await next, { done: false, value: word });
  }
  const silent = assert.rejects(body.next(), { code: "REQUEST_TIMEOUT" });
  await clock.advance(maxIdleMs);
  await silent;
  assert.equal(clock.pending, 0);
});
