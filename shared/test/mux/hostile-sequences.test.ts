import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import { encode } from "../../src/wire/encode.ts";
import { closeCodes, limits } from "../../src/wire/limits.ts";
import type { Message } from "../../src/wire/messages.ts";
import { anyMessage } from "../wire/any-message.ts";
import { open, WiredAgent } from "./wired-agent.ts";
import { accept, data, WiredHub } from "./wired-hub.ts";
import type { WiredEndpoint } from "./wired-endpoint.ts";

/** CLUB_SEQUENCES=100000 for a night. */
const numRuns = Number(process.env["CLUB_SEQUENCES"] ?? 500);

/** A frame of the peer: one that fits the protocol, about a stream that may be open; now and then with a bit changed. */
const anyFrame: fc.Arbitrary<Uint8Array> = fc
  .tuple(anyMessage, fc.integer({ min: 1, max: 4 }), fc.option(fc.nat(), { freq: 4 }))
  .map(([message, stream, bit]) => {
    const frame = encode("stream" in message ? { ...message, stream } : message);
    return bit === null ? frame : withoutBit(frame, bit);
  });

/** What fits in order, so that a sequence gets further than its first breach. */
const orderlyFrames: readonly Message[] = [
  accept,
  data(0, 4_000),
  data(4_000, limits.dataBytes),
  { type: "WINDOW", stream: 0, credit: 4_000 },
];

describe("whatever sequence of frames a peer sends", () => {
  it("a hub keeps within its limits, and does not throw", () => {
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 40 }), (frames) => {
        const hub = new WiredHub();
        hub.connect();
        for (let i = 0; i < 4; i++) hub.open();
        hub.hears(...orderlyFrames);
        checkEach(hub, frames);
        for (const stream of hub.streams) {
          let heldBytes = 0;
          for (let piece = stream.take(); piece; piece = stream.take()) heldBytes += piece.length;
          assert.ok(heldBytes <= limits.streamWindowBytes, `${heldBytes} bytes are held`);
        }
        hub.endpoint.end(closeCodes.done, "");
        assert.equal(hub.endpoint.streams, 0);
      }),
      { numRuns },
    );
  });

  it("an agent keeps within its limits, and does not throw", () => {
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 40 }), (frames) => {
        const agent = new WiredAgent();
        agent.connect();
        agent.hears(open(1, { prompt: { bytes: 100_000, hash: "ab", transcript: "" } }), open(2));
        agent.streams[0]?.wantPrompt();
        agent.streams[1]?.accept({ rateHz: 24_000, channels: 1 });
        agent.streams[1]?.write(new Uint8Array(100_000));
        checkEach(agent, frames);
        for (const stream of agent.streams) {
          let heldBytes = 0;
          for (let piece = stream.takePrompt(); piece; piece = stream.takePrompt()) {
            heldBytes += piece.length;
          }
          assert.ok(heldBytes <= limits.streamWindowBytes, `${heldBytes} bytes are held`);
        }
        agent.endpoint.end(closeCodes.done, "");
        assert.equal(agent.endpoint.streams, 0);
      }),
      { numRuns },
    );
  });
});

function checkEach(
  wired: WiredEndpoint & { readonly endpoint: { streams: number } },
  frames: readonly Uint8Array[],
): void {
  for (const frame of frames) {
    wired.hears(frame);
    assert.ok(wired.endpoint.streams <= limits.streams);
    let sentBytes = 0;
    for (let out = wired.endpoint.nextFrame(0); out; out = wired.endpoint.nextFrame(0)) {
      sentBytes += out.length;
      assert.ok(out.length <= limits.frameBytes);
    }
    assert.ok(sentBytes <= limits.sendQueueBytes, `${sentBytes} bytes in answer to one frame`);
  }
  assert.deepEqual(wired.faults, []);
  assert.notEqual(wired.endpoint.closing?.code, closeCodes.internal);
}

function withoutBit(frame: Uint8Array, bit: number): Uint8Array {
  const at = bit % (8 * frame.length);
  return frame.map((byte, i) => (i === Math.floor(at / 8) ? byte ^ (1 << (at % 8)) : byte));
}
