import assert from "node:assert/strict";
import { test } from "node:test";
import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import type { AgentStream } from "@club/shared/mux/agent-stream.ts";
import { Failure, type ResetCode } from "@club/shared/wire/failures.ts";
import * as fc from "fast-check";
import { systemClock } from "../../src/clock.ts";
import { Registry } from "../../src/providers/registry.ts";
import { Router } from "../../src/routing/router.ts";
import { ServiceRecords } from "../../src/routing/service-records.ts";
import { FailoverStream } from "../../src/speech/failover-stream.ts";
import { Ledger } from "../../src/speech/ledger.ts";
import { callerCalled } from "../routing/callers.ts";
import { attachAgent, type Script, type ScriptedAgent } from "../providers/scripted-agent.ts";

/** Codes after which another provider is asked. */
const codes: readonly ResetCode[] = ["ENGINE_FAILED", "INTERNAL", "CONN_LOST", "CANCELLED"];

type Fault = { readonly atFrame: number; readonly code: ResetCode };
type Voice = { readonly isFast: boolean; readonly chunkBytes: number; readonly fault: Fault };

const voices = fc.record({
  isFast: fc.boolean(),
  chunkBytes: fc.integer({ min: 101, max: 3_000 }),
  fault: fc.record({
    atFrame: fc.integer({ min: 0, max: 1_500 }),
    code: fc.constantFrom(...codes),
  }),
});

const texts = fc
  .array(fc.integer({ min: 5, max: 120 }), { minLength: 1, maxLength: 12 })
  .map((sizes) => sizes.map((size, at) => `Sentence ${at} ${"la ".repeat(size)}.`).join(" "));

test("every byte of a text is delivered once, whatever fails on the way", async () => {
  await fc.assert(
    fc.asyncProperty(
      texts,
      fc.array(voices, { minLength: 1, maxLength: 3 }),
      async (text, failing) => {
        const sound = { name: "sound", chunkBytes: 777 };
        const named = failing.map((voice, at) => ({ ...voice, name: `fails-${at}` }));
        const disturbed = await speak(text, [...named, sound]);
        // Whoever is heard first decides on the rate.
        const isFast = disturbed.ledger.audio?.format.rateHz === 48_000;
        const expected = await speak(text, [{ ...sound, isFast }]);
        assert.deepEqual(disturbed.bytes, expected.bytes);
        assert.deepEqual(
          disturbed.busy,
          disturbed.busy.map(() => 0),
        );
        const spoken = disturbed.ledger.parts.map(
          ({ provider, rateHz }) => `${provider} ${rateHz}`,
        );
        assert.equal(new Set(spoken).size, spoken.length);
        assert.equal(disturbed.ledger.audio?.frames, expected.bytes.length / 2);
      },
    ),
    { numRuns: 40 },
  );
});

type Engine = Partial<Voice> & { readonly name: string; readonly chunkBytes: number };
type Spoken = { readonly bytes: Buffer; readonly ledger: Ledger; readonly busy: readonly number[] };

async function speak(text: string, engines: readonly Engine[]): Promise<Spoken> {
  const registry = new Registry();
  const records = new ServiceRecords(systemClock);
  const router = new Router({ registry, records, clock: systemClock });
  const agents: ScriptedAgent[] = [];
  for (const engine of engines) {
    agents.push(await attachAgent(registry, scriptOf(engine), { name: engine.name }));
  }
  const ledger = new Ledger(0, systemClock);
  const context = {
    router,
    clock: systemClock,
    audioSecondsPerCharacter: 1,
    resample: resampleByFrames,
    onFailover: () => undefined,
  };
  const stream = new FailoverStream(requestOf(text), ledger, context, AbortSignal.timeout(3_000));
  await stream.prepare();
  const bytes = Buffer.concat(await Array.fromAsync(stream.audio()));
  await until(() => busyOf(agents, records).every((busy) => busy === 0));
  const busy = busyOf(agents, records);
  for (const agent of agents) agent.kill();
  router.close();
  return { bytes, ledger, busy };
}

function busyOf(agents: readonly ScriptedAgent[], records: ServiceRecords): readonly number[] {
  return agents.flatMap(({ session }) =>
    session.provider.services.map((service) => records.of(service).busy),
  );
}

/** Speaks a text the same way each time: at 48 kHz each frame of 24 kHz twice. */
function scriptOf({ isFast = false, chunkBytes, fault }: Engine): Script {
  const format: PcmFormat = { rateHz: isFast ? 48_000 : 24_000, channels: 1 };
  return async (stream, signal) => {
    stream.accept(format);
    const pcm = framesOf(stream.request.text, isFast ? 2 : 1);
    const endBytes = fault === undefined ? pcm.length : 2 * fault.atFrame;
    for (let at = 0; at < Math.min(endBytes, pcm.length) && !signal.aborted; at += chunkBytes) {
      await room(stream, signal);
      stream.write(pcm.subarray(at, Math.min(at + chunkBytes, endBytes)));
    }
    if (endBytes < pcm.length) stream.fail(new Failure(fault?.code ?? "INTERNAL", "no"));
    else stream.end({});
  };
}

function framesOf(text: string, repeat: number): Buffer {
  const samples = Array.from(text).flatMap((character, at) => {
    const level = ((character.codePointAt(0) ?? 0) * 131 + at * 17) % 30_000;
    return Array.from({ length: 5 * repeat }, () => level);
  });
  const pcm = Buffer.alloc(2 * samples.length);
  for (const [at, level] of samples.entries()) pcm.writeInt16LE(level, 2 * at);
  return pcm;
}

async function room(stream: AgentStream, signal: AbortSignal): Promise<void> {
  while (stream.room === 0 && !signal.aborted)
    await new Promise((resolve) => setImmediate(resolve));
}

/** Exact for the two rates of this test. */
async function* resampleByFrames(
  pcm: AsyncIterable<Uint8Array>,
  from: PcmFormat,
  to: PcmFormat,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  for await (const chunk of pcm) {
    const out: number[] = [];
    for (let frame = 0; 2 * frame < chunk.length; frame += 1, at += 1) {
      const bytes = [chunk[2 * frame] ?? 0, chunk[2 * frame + 1] ?? 0];
      if (to.rateHz > from.rateHz) out.push(...bytes, ...bytes);
      else if (at % 2 === 0) out.push(...bytes);
    }
    if (out.length > 0) yield Uint8Array.from(out);
  }
}

function requestOf(text: string): ConstructorParameters<typeof FailoverStream>[0] {
  return {
    id: "req_1",
    caller: callerCalled("carl"),
    model: "m",
    text,
    voice: undefined,
    language: undefined,
    instructions: undefined,
    parameters: {},
    format: "wav",
    trace: undefined,
    acceptedMs: 0,
    startMs: 0,
  };
}

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !condition(); turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
