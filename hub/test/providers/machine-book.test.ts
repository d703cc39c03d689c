import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { pino } from "pino";
import { MachineBook } from "../../src/providers/machine-book.ts";
import { Registry } from "../../src/providers/registry.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { ManualClock } from "../manual-clock.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { until } from "../until.ts";
import { attachAgent, ownerCalled, speaking } from "./scripted-agent.ts";

type Remembered = { readonly store: Store; readonly clock: ManualClock };

async function remembered(t: TestContext): Promise<Remembered> {
  const store = await openSqliteStore(await temporaryFolder(t));
  t.after(() => store.close());
  return { store, clock: new ManualClock() };
}

async function open(t: TestContext, { store, clock }: Remembered) {
  const registry = new Registry();
  const log = pino({ level: "silent" });
  const book = await MachineBook.open({ registry, marks: store.marks, clock, log });
  t.after(() => book[Symbol.dispose]());
  return { registry, book };
}

test("a machine that has gone is known with the time, also to the next hub", async (t) => {
  const parts = await remembered(t);
  const { registry, book } = await open(t, parts);
  const owner = ownerCalled("ann");
  const agent = await attachAgent(registry, speaking(0), { name: "rig", owner });
  assert.deepEqual(book.away(), []);
  await parts.clock.advance(5_000);
  agent.kill();
  await until("it to have gone", () => book.away().length === 1);
  const expected = [{ ownerId: owner.userId, name: "rig", seenMs: parts.clock.wallMs() }];
  assert.deepEqual(book.away(owner.userId), expected);
  assert.deepEqual(book.away("somebody else"), []);
  const kept = async (): Promise<boolean> =>
    [...(await parts.store.marks.list("machine-seen/")).values()].includes(parts.clock.wallMs());
  await until("it to be kept", kept);
  const next = await open(t, parts);
  assert.deepEqual(next.book.away(), expected);
  await next.book.forget(`${owner.userId}/rig`);
  assert.deepEqual((await open(t, parts)).book.away(), []);
});

test("a paused machine is not ready, also after it and the hub have come back", async (t) => {
  const parts = await remembered(t);
  const { registry, book } = await open(t, parts);
  const owner = ownerCalled("ann");
  const key = `${owner.userId}/rig`;
  const agent = await attachAgent(registry, speaking(0), { name: "rig", owner });
  const [service] = registry.providers[0]?.services ?? [];
  assert.equal(service?.isReady, true);
  await book.pause(key, true);
  assert.equal(service.isReady, false);
  agent.kill();

  const next = await open(t, parts);
  const again = await attachAgent(next.registry, speaking(0), { name: "rig", owner });
  t.after(() => again.kill());
  const [returned] = next.registry.providers[0]?.services ?? [];
  assert.equal(returned?.isReady, false);
  await next.book.pause(key, false);
  assert.equal(returned.isReady, true);
  assert.deepEqual(await parts.store.marks.list("machine-paused/"), new Map());
});
