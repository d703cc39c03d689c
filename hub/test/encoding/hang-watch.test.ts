import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { HangWatch } from "../../src/encoding/hang-watch.ts";
import { ManualClock } from "../manual-clock.ts";

const hangMs = 1_000;

type Watched = {
  readonly watch: HangWatch;
  readonly passes: (ms: number) => Promise<void>;
  readonly isHung: () => boolean;
  readonly reader: { hasUnread: boolean };
};

function watched(t: TestContext): Watched {
  const clock = new ManualClock();
  let isHung = false;
  const reader = { hasUnread: false };
  const watch = new HangWatch({
    heldBackBytes: 100,
    hangMs,
    hasUnread: () => reader.hasUnread,
    onHang: () => (isHung = true),
    clock,
  });
  t.after(() => watch.stop());
  return { watch, reader, passes: (ms) => clock.advance(ms), isHung: () => isHung };
}

describe("the watch for hangs", () => {
  test("lets a program wait for input as long as it likes", async (t) => {
    const { watch, passes, isHung } = watched(t);
    await passes(100 * hangMs);
    watch.fed(99, true);
    await passes(100 * hangMs);
    assert.equal(isHung(), false);
  });

  test("reports one that takes everything and gives nothing", async (t) => {
    const { watch, passes, isHung } = watched(t);
    for (let i = 0; i < 10; i += 1) watch.fed(10, true);
    await passes(hangMs - 1);
    assert.equal(isHung(), false);
    await passes(1);
    assert.equal(isHung(), true);
  });

  test("reports one that takes no more", async (t) => {
    const { watch, passes, isHung } = watched(t);
    watch.fed(1, false);
    await passes(hangMs);
    assert.equal(isHung(), true);
  });

  test("reports one that does not come to an end", async (t) => {
    const { watch, passes, isHung } = watched(t);
    watch.fed(1, true);
    watch.inputEnded();
    await passes(hangMs);
    assert.equal(isHung(), true);
  });

  test("starts anew with whatever the program does", async (t) => {
    const { watch, passes, isHung } = watched(t);
    for (let i = 0; i < 50; i += 1) {
      watch.fed(200, false);
      await passes(hangMs / 2);
      watch.took();
      await passes(hangMs / 2);
      watch.gaveBack();
    }
    assert.equal(isHung(), false);
  });

  test("does not blame the program for a reader that rests", async (t) => {
    const { watch, reader, passes, isHung } = watched(t);
    watch.fed(200, false);
    reader.hasUnread = true;
    await passes(100 * hangMs);
    assert.equal(isHung(), false);
    reader.hasUnread = false;
    await passes(hangMs);
    assert.equal(isHung(), true);
  });
});
