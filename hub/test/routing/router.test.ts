import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Caller } from "../../src/accounts/caller.ts";
import { busyPauseMs } from "../../src/providers/limits.ts";
import { Registry } from "../../src/providers/registry.ts";
import type { Lease } from "../../src/routing/lease.ts";
import { maxQueueMs, maxReturnMs, maxWaitingPerUser } from "../../src/routing/limits.ts";
import { Router } from "../../src/routing/router.ts";
import { type ServiceRecord, ServiceRecords } from "../../src/routing/service-records.ts";
import type { ServiceQuery } from "../../src/routing/service-query.ts";
import {
  attachAgent,
  ownerCalled,
  type ScriptedAgent,
  speaking,
} from "../providers/scripted-agent.ts";
import { ManualClock } from "../manual-clock.ts";
import { callerCalled } from "./callers.ts";

let registry: Registry;
let records: ServiceRecords;
let clock: ManualClock;
let router: Router;
let agents: ScriptedAgent[];
const never = new AbortController().signal;

beforeEach(() => {
  registry = new Registry();
  clock = new ManualClock();
  records = new ServiceRecords(clock);
  router = new Router({ registry, records, clock });
  agents = [];
});

afterEach(() => {
  for (const agent of agents) agent.kill();
  router.close();
});

test("the least loaded for its slots is chosen", async () => {
  await attach({ name: "small", service: { slots: 1 } });
  const large = await attach({ name: "large", service: { slots: 4 } });
  await earn(large, 4);
  const names = await chosen(5);
  assert.deepEqual(names.filter((name) => name === "large").length, 4);
  assert.deepEqual(names.slice(0, 3), ["large", "large", "large"]);
});

test("one whose engine runs is chosen before one that has to be started, which serves the rest", async () => {
  const cold = await attach({ name: "cold", service: { slots: 8, cold: true } });
  await earn(cold, 8);
  await attach({ name: "warm", service: { slots: 1 } });
  assert.deepEqual(await chosen(2), ["warm", "cold"]);
});

test("among equals the one that spoke soonest is chosen", async () => {
  const slow = await attach({ name: "slow" });
  const fast = await attach({ name: "fast" });
  recordOf(slow).breaker.attempt().firstAudio(900);
  recordOf(fast).breaker.attempt().firstAudio(40);
  assert.deepEqual(await chosen(1), ["fast"]);
});

test("a key that prefers its own providers gets them first, and only them if it says so", async () => {
  await attach({ name: "other", owner: ownerCalled("bob"), service: { slots: 8 } });
  await attach({ name: "own", owner: ownerCalled("ann"), service: { slots: 1 } });
  const ownFirst = callerCalled("ann", { routing: "own-first" });
  assert.deepEqual(await chosen(2, want(ownFirst)), ["own", "other"]);
  const ownOnly = want(callerCalled("carl", { routing: "own-only" }));
  await assert.rejects(router.acquire(ownOnly, never), { code: "NO_PROVIDER" });
});

test("no service is given more than its slots", async () => {
  await attach({ name: "rig", service: { slots: 2 } });
  await chosen(2);
  let served = false;
  const third = router.acquire(want(), never).then((lease) => {
    served = true;
    return lease;
  });
  await turn();
  assert.equal(served, false);
  leases[0]?.release();
  (await third).release();
});

test("waiting keys are served in turn, however many requests one of them has", async () => {
  await attach({ name: "rig", service: { slots: 1 } });
  const order = await servedOrder(["greedy", "greedy", "greedy", "modest"]);
  assert.deepEqual(order, ["greedy", "modest", "greedy", "greedy"]);
});

test("a service's owner is served on it before those that have waited longer", async () => {
  await attach({ name: "rig", owner: ownerCalled("bob"), service: { slots: 1 } });
  assert.deepEqual(await servedOrder(["ann", "carol", "bob"]), ["bob", "ann", "carol"]);
});

test("a service's friends are served on it before those that have waited longer", async () => {
  const owner = ownerCalled("bob");
  await attach({ name: "rig", owner, service: { slots: 1, friends: ["Dora"] } });
  const order = await servedOrder(["ann", "ann", "dora", "bob", "dora"]);
  assert.deepEqual(order, ["dora", "bob", "dora", "ann", "ann"]);
});

test("strangers have their turn when nobody waits who comes first", async () => {
  const owner = ownerCalled("bob");
  await attach({ name: "rig", owner, service: { slots: 1, friends: ["dora"] } });
  assert.deepEqual(await servedOrder(["ann", "ann", "carol"]), ["ann", "carol", "ann"]);
});

test("who comes first on one service waits for another's like everybody", async () => {
  await attach({ name: "own", owner: ownerCalled("dora"), service: { slots: 1, model: "m2" } });
  await attach({ name: "rig", owner: ownerCalled("bob"), service: { slots: 1 } });
  assert.deepEqual(await servedOrder(["ann", "dora"]), ["ann", "dora"]);
});

test("a slot that becomes free without an event is not for whoever comes by", async () => {
  const agent = await attach({ name: "rig", owner: ownerCalled("bob"), service: { slots: 1 } });
  recordOf(agent).pause();
  const order: string[] = [];
  const bob = ask("bob", order);
  clock.pass(busyPauseMs);
  await Promise.all([bob, ask("ann", order)]);
  assert.deepEqual(order, ["bob", "ann"]);
});

test("who comes first is not given a service that keeps failing while there is another", async () => {
  const bad = await attach({ name: "bad", owner: ownerCalled("bob"), service: { slots: 1 } });
  await attach({ name: "good", service: { slots: 1 } });
  await hold(2);
  fail(bad);
  const waiting = router.acquire(want(callerCalled("bob")), never);
  for (const lease of leases) lease.release();
  assert.equal((await waiting).service.provider.name, "good");
  assert.equal(recordOf(bad).busy, 0);
});

test("what runs in the background has a slot only when nobody else waits for one", async () => {
  await attach({ name: "rig", owner: ownerCalled("bob"), service: { slots: 1 } });
  const [first] = await hold(1);
  const order: string[] = [];
  const background = [ask("bob", order, true), ask("bob", order, true)];
  const live = [ask("ann", order), ask("carol", order)];
  first?.release();
  await Promise.all([...background, ...live]);
  assert.deepEqual(order, ["ann", "carol", "bob", "bob"]);
});

test("a request that has to wait asks for a slot of the background back, once each", async () => {
  await attach({ name: "rig", owner: ownerCalled("bob"), service: { slots: 2 } });
  const order: string[] = [];
  const held = ["first", "second"].map(async (name) => {
    const onWanted = (): void => {
      order.push(name);
      leases.find((_, at) => at === (name === "first" ? 0 : 1))?.release();
    };
    return router.acquire({ ...want(), isBackground: true, onWanted }, never);
  });
  leases.length = 0;
  leases.push(...(await Promise.all(held)));
  await ask("ann", order);
  await turn();
  await ask("carol", order);
  assert.deepEqual(order, ["second", "ann", "carol"]);
});

test("a slot that becomes free without an event is for a request before the background", async () => {
  const agent = await attach({ name: "rig", service: { slots: 1 } });
  recordOf(agent).pause();
  const order: string[] = [];
  const background = ask("bob", order, true);
  clock.pass(busyPauseMs);
  await Promise.all([ask("ann", order), background]);
  assert.deepEqual(order, ["ann", "bob"]);
});

test("a slot is free only when its provider has stopped", async () => {
  const agent = await attach({ name: "rig", service: { slots: 1 } });
  const [lease] = await hold(1);
  const { promise, resolve } = Promise.withResolvers<void>();
  lease?.holdUntil(promise);
  lease?.release();
  lease?.release();
  await turn();
  assert.equal(recordOf(agent).busy, 1);
  resolve();
  await turn();
  assert.equal(recordOf(agent).busy, 0);
});

test("a wait ends with the consumer's signal, and leaves no waiter", async () => {
  await attach({ name: "rig", service: { slots: 1 } });
  await hold(1);
  const controller = new AbortController();
  const waiting = router.acquire(want(), controller.signal);
  controller.abort(new Failure("CANCELLED", "gone"));
  await assert.rejects(waiting, { code: "CANCELLED" });
  assert.equal(router.waiting, 0);
});

test("past the bound of waiting requests a key is refused at once, with Retry-After", async () => {
  await attach({ name: "rig", service: { slots: 1 } });
  await hold(1);
  const controller = new AbortController();
  const waiting = Array.from({ length: maxWaitingPerUser }, () =>
    router.acquire(want(), controller.signal).catch(() => undefined),
  );
  await assert.rejects(router.acquire(want(), never), (thrown: Failure) => {
    return thrown.code === "BUSY" && thrown.retryAfterMs !== undefined;
  });
  controller.abort(new Error("over"));
  await Promise.all(waiting);
});

test("a model or voice that nobody has is refused by name", async () => {
  await attach({ name: "rig" });
  await attach({ name: "other-type", service: { type: "asr", model: "listen" } });
  await attach({
    name: "private",
    owner: ownerCalled("bob"),
    service: { model: "secret", access: "private" },
  });
  await attach({ name: "down", service: { model: "broken", ready: false } });
  for (const model of ["none", "listen", "secret"]) {
    await assert.rejects(router.acquire({ ...want(), model }, never), { code: "NO_PROVIDER" });
  }
  const broken = router.acquire({ ...want(), model: "broken" }, never);
  await assert.rejects(broken, { code: "NOT_READY", status: 503 });
  const unvoiced = { ...want(), voice: "nobody" };
  await assert.rejects(router.acquire(unvoiced, never), {
    code: "VOICE_NOT_FOUND",
    param: "voice",
  });
});

test("where a provider is expected back, a request waits for it", async () => {
  const expecting = new Router({
    registry,
    records,
    clock,
    mayReturn: ({ model }) => Promise.resolve(model === "m"),
  });
  const waiting = expecting.acquire(want(), never);
  await assert.rejects(expecting.acquire({ ...want(), model: "none" }, never), {
    code: "NO_PROVIDER",
  });
  await attach({ name: "back" });
  assert.equal((await waiting).service.provider.name, "back");
  expecting.close();
});

test("a service that keeps failing is left aside while there is another", async () => {
  const bad = await attach({ name: "bad", service: { slots: 9 } });
  await attach({ name: "good", service: { slots: 1 } });
  fail(bad);
  assert.deepEqual(await chosen(1), ["good"]);
});

test("a service that is set aside is used where there is no other", async () => {
  const bad = await attach({ name: "bad" });
  fail(bad);
  assert.deepEqual(await chosen(1), ["bad"]);
});

test("a wait for a slot ends with BUSY when its time is up, and leaves no waiter", async () => {
  await attach({ name: "rig", service: { slots: 1 } });
  await hold(1);
  const waiting = assert.rejects(router.acquire(want(), never), { code: "BUSY" });
  await clock.advance(maxQueueMs - 1);
  assert.equal(router.waiting, 1);
  await clock.advance(1);
  await waiting;
  assert.equal(router.waiting, 0);
});

test("a wait for a provider that is expected back ends when its time is up", async () => {
  const expecting = new Router({
    registry,
    records,
    clock,
    mayReturn: () => Promise.resolve(true),
  });
  const waiting = assert.rejects(expecting.acquire(want(), never), { code: "NO_PROVIDER" });
  await clock.advance(maxReturnMs - 1);
  assert.equal(expecting.waiting, 1);
  await clock.advance(1);
  await waiting;
  expecting.close();
  assert.equal(clock.pending, 0);
});

test("a key learns where its last request stands, as each key has its turn", async () => {
  await attach({ name: "rig", service: { slots: 1 } });
  const [lease] = await hold(1);
  const signal = AbortSignal.timeout(maxQueueMs);
  const waiting = ["ann", "ann", "ann", "ben", "ben"].map((name) =>
    router.acquire(want(callerCalled(name)), signal).then((one) => one.release()),
  );
  const model = lease?.service.declaration.model ?? "";
  const placeOf = (name: string): unknown => router.lineFor(model, callerCalled(name).userId);
  assert.deepEqual(placeOf("ann"), { waiting: 5, place: 5 });
  assert.deepEqual(placeOf("ben"), { waiting: 5, place: 4 });
  assert.deepEqual(placeOf("carla"), { waiting: 5, place: undefined });
  assert.deepEqual(router.lineFor("another", callerCalled("ann").userId), {
    waiting: 0,
    place: undefined,
  });
  lease?.release();
  await Promise.all(waiting);
  assert.deepEqual(placeOf("ann"), { waiting: 0, place: undefined });
});

test("slots that are only declared attract no more requests than one", async () => {
  await attach({ name: "greedy", owner: ownerCalled("bob"), service: { slots: 256 } });
  await attach({ name: "modest", owner: ownerCalled("carl"), service: { slots: 8 } });
  const names = await chosen(16);
  assert.equal(names.filter((name) => name === "modest").length, 8);
});

test("a failure halves what a service has earned", async () => {
  const large = await attach({ name: "large", service: { slots: 8 } });
  await earn(large, 8);
  const [lease] = await hold(1);
  lease?.trial.failed(new Failure("ENGINE_FAILED", "no"));
  lease?.release();
  assert.equal(recordOf(large).earnedSlots, 4);
});

test("owners share alike at equal merit, however many agents one of them has", async () => {
  for (const name of ["a", "b", "c", "d"]) {
    await attach({ name, owner: ownerCalled("bob"), service: { slots: 4 } });
  }
  await attach({ name: "only", owner: ownerCalled("carl"), service: { slots: 4 } });
  const names: string[] = [];
  for (let request = 0; request < 10; request += 1) {
    names.push(...(await chosen(1)));
    leases[0]?.release();
    await turn();
  }
  assert.equal(names.filter((name) => name === "only").length, 5);
});

test("tells when another service could take over, once", async () => {
  const first = await attach({ name: "first", service: { slots: 1 } });
  await attach({ name: "second", service: { slots: 1 } });
  const [service = assert.fail()] = first.session.provider.services;
  await hold(2);
  let told = 0;
  const wish = router.whenAnotherIsFree(want(), service, () => (told += 1));
  assert.equal(told, 0);
  for (const lease of leases) lease.release();
  await turn();
  assert.equal(told, 1);
  wish[Symbol.dispose]();
});

test("voice samples go to others only where the request names them or its user has agreed", async () => {
  await attach({ name: "rig", owner: ownerCalled("bob") });
  const query = { ...want(), hasSamples: true };
  await assert.rejects(router.acquire(query, never), (thrown: Failure) => {
    assert.equal(thrown.code, "NO_PROVIDER");
    assert.match(thrown.message, /PATCH \/v1\/settings/);
    return true;
  });
  const named = { ...query, providers: ["bob/rig"] };
  assert.deepEqual(await chosen(1, named), ["rig"]);
  const agreed = { ...query, caller: callerCalled("ann", { samplesToOthers: true }) };
  assert.deepEqual(await chosen(1, agreed), ["rig"]);
  const own = { ...want(callerCalled("bob")), hasSamples: true };
  const waiting = router.acquire(own, never);
  for (const lease of leases) lease.release();
  assert.equal((await waiting).service.provider.name, "rig");
});

test("only the providers that a request names are chosen", async () => {
  await attach({ name: "rig", owner: ownerCalled("bob"), service: { slots: 8 } });
  await attach({ name: "rig2", owner: ownerCalled("carl"), service: { slots: 8 } });
  const query = { ...want(), providers: ["carl/rig2"] };
  assert.deepEqual(new Set(await chosen(4, query)), new Set(["rig2"]));
  const held = want(callerCalled("ann", { providers: ["carl/rig2"] }));
  assert.deepEqual(new Set(await chosen(4, held)), new Set(["rig2"]));
  await assert.rejects(router.acquire({ ...held, providers: ["bob/rig"] }, never), {
    code: "NO_PROVIDER",
  });
  const unknown = { ...want(), providers: ["rig2"] };
  await assert.rejects(router.acquire(unknown, never), { code: "NO_PROVIDER" });
});

const leases: Lease[] = [];

async function attach(options: Parameters<typeof attachAgent>[2]): Promise<ScriptedAgent> {
  const agent = await attachAgent(registry, speaking(0), { clock, ...options });
  agents.push(agent);
  return agent;
}

async function hold(count: number, wanted: ServiceQuery = want()): Promise<readonly Lease[]> {
  leases.length = 0;
  for (let at = 0; at < count; at += 1) leases.push(await router.acquire(wanted, never));
  return leases;
}

/** Lets these wait for the one slot there is, frees it, and tells in which order they had it. */
async function servedOrder(names: readonly string[]): Promise<readonly string[]> {
  const [first] = await hold(1, want(callerCalled("someone")));
  const order: string[] = [];
  const waiting = names.map((name) => ask(name, order));
  first?.release();
  await Promise.all(waiting);
  return order;
}

/** Has a slot for a moment, and says so in `order`. */
async function ask(name: string, order: string[], isBackground = false): Promise<void> {
  const lease = await router.acquire({ ...want(callerCalled(name)), isBackground }, never);
  order.push(name);
  lease.release();
}

async function chosen(count: number, wanted?: ServiceQuery): Promise<readonly string[]> {
  return (await hold(count, wanted)).map((lease) => lease.service.provider.name);
}

function recordOf(agent: ScriptedAgent): ServiceRecord {
  const [service] = agent.session.provider.services;
  assert.ok(service);
  return records.of(service);
}

/** Shows that a service can speak so many requests at once. */
async function earn(agent: ScriptedAgent, slots: number): Promise<void> {
  const name = agent.session.provider.name;
  const query = { ...want(), providers: [name] };
  const leases = await hold(slots, query);
  for (const lease of leases) lease.trial.completed();
  for (const lease of leases) lease.release();
  await turn();
}

/** Lets a service fail so often that its circuit breaker opens. */
function fail(agent: ScriptedAgent): void {
  for (let failure = 0; failure < 3; failure += 1) {
    recordOf(agent).breaker.attempt().failed(new Failure("ENGINE_FAILED", "no"));
  }
}

function want(caller: Caller = callerCalled("ann")): ServiceQuery {
  return { caller, model: "m", voice: undefined, features: [], except: new Set() };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
