import assert from "node:assert/strict";
import { it } from "node:test";
import type { Channel } from "../../src/channel/channel.ts";

/** Two channels joined, and how to leave nothing of them behind. */
export type ChannelPair = {
  readonly left: Channel;
  readonly right: Channel;
  readonly dispose: () => Promise<void>;
};

/** What every kind of channel must do. */
export function channelContract(join: () => Promise<ChannelPair>): void {
  it("carries frames whole and in order, both ways", async () => {
    await using pair = await listening(join);
    const frames = Array.from({ length: 200 }, (_, at) => new Uint8Array(1 + at * 37).fill(at));
    for (const frame of frames) pair.left.send(frame);
    pair.right.send(Uint8Array.of(7));
    await pair.atRight.count(200);
    await pair.atLeft.count(1);
    assert.deepEqual(pair.atRight.frames, frames);
    assert.deepEqual(pair.atLeft.frames, [Uint8Array.of(7)]);
  });

  it("says what is buffered, and when it has fallen", async () => {
    await using pair = await listening(join);
    assert.equal(pair.left.bufferedBytes, 0);
    for (let i = 0; i < 400; i++) pair.left.send(new Uint8Array(60_000));
    assert.ok(pair.left.bufferedBytes > 0);
    await pair.atRight.count(400);
    await pair.atLeft.drained();
    assert.equal(pair.left.bufferedBytes, 0);
  });

  it("delivers what was sent before it was closed, then code and reason, once", async () => {
    await using pair = await listening(join);
    pair.left.send(Uint8Array.of(1));
    pair.left.close(4400, "enough");
    assert.deepEqual(await pair.atRight.closed, { code: 4400, reason: "enough" });
    assert.equal(pair.atRight.frames.length, 1);
    await pair.atLeft.closed;
  });

  it("sends nothing once it is closed, and does not mind", async () => {
    await using pair = await listening(join);
    pair.left.close(1000, "");
    await pair.atRight.closed;
    pair.right.send(Uint8Array.of(1));
    await pair.atLeft.closed;
    pair.left.send(Uint8Array.of(1));
    pair.left.close(1000, "");
    assert.equal(pair.atLeft.frames.length, 0);
  });
}

type Listening = Pick<ChannelPair, "left" | "right"> &
  AsyncDisposable & { readonly atLeft: Ear; readonly atRight: Ear };

async function listening(join: () => Promise<ChannelPair>): Promise<Listening> {
  const { left, right, dispose } = await join();
  return {
    left,
    right,
    atLeft: new Ear(left),
    atRight: new Ear(right),
    [Symbol.asyncDispose]: dispose,
  };
}

/** What one side of a channel hears. */
class Ear {
  readonly frames: Uint8Array[] = [];
  readonly closed: Promise<{ code: number | undefined; reason: string }>;
  readonly #channel: Channel;
  #changed = Promise.withResolvers<void>();

  constructor(channel: Channel) {
    this.#channel = channel;
    const { promise, resolve } = Promise.withResolvers<{
      code: number | undefined;
      reason: string;
    }>();
    this.closed = promise;
    let closes = 0;
    channel.listen({
      message: (frame) => {
        this.frames.push(new Uint8Array(frame));
        this.#change();
      },
      drained: () => this.#change(),
      closed: (code, reason) => {
        closes += 1;
        assert.equal(closes, 1);
        resolve({ code, reason });
      },
    });
  }

  async count(frames: number): Promise<void> {
    while (this.frames.length < frames) await this.#changed.promise;
  }

  async drained(): Promise<void> {
    while (this.#channel.bufferedBytes > 0) await this.#changed.promise;
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
