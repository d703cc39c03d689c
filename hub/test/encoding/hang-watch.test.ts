import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { HangWatch } from "../../src/encoding/hang-watch.ts";

const hangMs = 1_000;

type Watched = {
  readonly watch: HangWatch;
  readonly passes: (ms: number) => void;
  readonly isHung: () => boolean;
  readonly reader: { hasUnread: boolean };
};

function watched(t: TestContext): Watched {
  t.mock.timers.enable({ apis: ["setInterval"] });
  let isHung = false;
  const reader = { hasUnread: false };
  const watch = new HangWatch({
    heldBackBytes: 100,
    hangMs,
    hasUnread: () => reader.hasUnread,
    onHang: () => (isHung = true),
  });
  t.after(() => watch.stop());
  return { watch, reader, passes: (ms) => t.mock.timers.tick(ms), isHung: () => isHung };
}

describe("the watch for hangs", () => {
  test("lets a program wait for input as long as it likes", (t) => {
    const { watch, passes, isHung } = watched(t);
    passes(100 * hangMs);
    watch.fed(99, true);
    passes(100 * hangMs);
    assert.equal(isHung(), false);
  });

  test("reports one that takes everything and gives nothing", (t) => {
    const { watch, passes, isHung } = watched(t);
    for (let i = 0; i < 10; i += 1) watch.fed(10, true);
    passes(hangMs - 1);
    assert.equal(isHung(), false);
    passes(1);
    assert.equal(isHung(), true);
  });

  test("reports one that takes no more", (t) => {
    const { watch, passes, isHung } = watched(t);
    watch.fed(1, false);
    passes(hangMs);
    assert.equal(isHung(), true);
  });

  test("reports one that does not come to an end", (t) => {
    const { watch, passes, isHung } = watched(t);
    watch.fed(1, true);
    watch.inputEnded();
    passes(hangMs);
    assert.equal(isHung(), true);
  });

  test("starts anew with whatever the program does", (t) => {
    const { watch, passes, isHung } = watched(t);
    for (let i = 0; i < 50; i += 1) {
      watch.fed(200, false);
      passes(hangMs / 2);
      watch.took();
      passes(hangMs / 2);
      watch.gaveBack();
    }
    assert.equal(isHung(), false);
  });

  test("does not blame the program for a reader that rests", (t) => {
    const { watch, reader, passes, isHung } = watched(t);
    watch.fed(200, false);
    reader.hasUnread = true;
    passes(100 * hangMs);
    assert.equal(isHung(), false);
    reader.hasUnread = false;
    passes(hangMs);
    assert.equal(isHung(), true);
  });
});
