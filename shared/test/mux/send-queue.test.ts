import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Sender } from "../../src/mux/stream-host.ts";
import { SendQueue } from "../../src/mux/send-queue.ts";

describe("turns", () => {
  it("go round, one frame each", () => {
    const turns = new SendQueue();
    for (const id of [1, 2, 3]) turns.add(talker(id, { frames: 3, isFresh: false }));
    assert.deepEqual(idsOf(turns, 10), [1, 2, 3, 1, 2, 3, 1, 2, 3]);
  });

  it("put a stream first of which nothing has gone out yet", () => {
    const turns = new SendQueue();
    turns.add(talker(1, { frames: 2, isFresh: false }));
    turns.add(talker(2, { frames: 2, isFresh: true }));
    assert.deepEqual(idsOf(turns, 10), [2, 1, 2, 1]);
  });

  it("let an END pass without credit", () => {
    const turns = new SendQueue();
    turns.add(talker(1, { frames: 1, isFresh: false }));
    turns.add(talker(2, { frames: 0, isFresh: false }));
    assert.equal(turns.next(0, 0)?.type, "END");
    assert.equal(turns.next(0, 0), undefined);
    assert.equal(turns.next(1, 0)?.stream, 1);
  });

  it("forget a stream that was deleted", () => {
    const turns = new SendQueue();
    const sender = talker(1, { frames: 9, isFresh: false });
    turns.add(sender);
    turns.delete(sender);
    assert.equal(turns.next(10, 0), undefined);
  });
});

/** Has so many frames of data, or, with none, an END. */
function talker(id: number, plan: { frames: number; isFresh: boolean }): Sender {
  let { frames, isFresh } = plan;
  const isEnding = frames === 0;
  let isEnded = false;
  return {
    id,
    get ready() {
      if (frames > 0) return "data";
      return isEnding && !isEnded ? "end" : undefined;
    },
    get isFresh() {
      return isFresh;
    },
    nextMessage() {
      isFresh = false;
      frames -= 1;
      if (!isEnding) return { type: "DATA", stream: id, offset: 0, bytes: new Uint8Array(1) };
      isEnded = true;
      return { type: "END", stream: id, bytes: 0, facts: {} };
    },
  };
}

function idsOf(turns: SendQueue, credit: number): readonly number[] {
  const ids: number[] = [];
  for (let next = turns.next(credit, 0); next !== undefined; next = turns.next(credit, 0)) {
    ids.push(next.stream);
  }
  return ids;
}
