import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { closeCodes, limits as wire } from "@club/shared/wire/limits.ts";
import type { Hello, ServiceDeclaration } from "@club/shared/wire/messages.ts";
import { admitHello, type OwnerLoad, type Present } from "../../src/providers/admit-hello.ts";

const hello: Hello = {
  type: "HELLO",
  protocol: wire.protocol,
  instance: "one",
  epoch: 3,
  name: "rig",
  version: "1",
  services: [service("a"), service("b")],
};
const present: Present = {
  instance: "one",
  epoch: 2,
  isAlive: true,
  isDraining: false,
  isResumed: false,
};
const nothing: OwnerLoad = { agents: 0, services: 0, voices: 0, waitMs: 0 };
const limits = { agents: 2, services: 5, voices: 9 };
const protocol = wire.protocol.newest;

suite("a socket that has said HELLO", () => {
  test("begins a session where nobody has its name", () => {
    assert.deepEqual(admit({}), { outcome: "begin", protocol, present: "close" });
  });

  test("continues the session of the same instance by its token", () => {
    const resumed = { ...present, isResumed: true };
    assert.deepEqual(admit({ present: resumed }), { outcome: "continue", protocol });
  });

  test("continues it however often it connects, and whatever its owner has", () => {
    const load = { agents: 9, services: 99, voices: 999, waitMs: 60_000 };
    const resumed = { ...present, isResumed: true };
    assert.equal(admit({ present: resumed, load }).outcome, "continue");
  });

  test("replaces the session of the same instance where the token is another", () => {
    assert.deepEqual(admit({ present }), { outcome: "begin", protocol, present: "close" });
  });

  test("is superseded by a newer socket of the same instance", () => {
    for (const epoch of [3, 4]) {
      assert.equal(codeOf({ present: { ...present, epoch } }), closeCodes.superseded);
    }
  });

  test("does not get the name of another agent that is alive", () => {
    const other = { ...present, instance: "two" };
    assert.equal(codeOf({ present: other }), closeCodes.nameTaken);
    const silent = { ...other, isAlive: false };
    assert.deepEqual(admit({ present: silent }), { outcome: "begin", protocol, present: "close" });
  });

  test("gets the name of one that is draining, which goes on with what it speaks", () => {
    const leaving = { ...present, instance: "two", isDraining: true };
    assert.deepEqual(admit({ present: leaving }), { outcome: "begin", protocol, present: "leave" });
  });

  test("is refused where its owner connects too often or has too much", () => {
    assert.equal(codeOf({ load: { ...nothing, waitMs: 1 } }), closeCodes.rate);
    assert.equal(codeOf({ load: { ...nothing, agents: 2 } }), closeCodes.rate);
    assert.equal(codeOf({ load: { ...nothing, services: 4 } }), closeCodes.rate);
    assert.equal(admit({ load: { ...nothing, agents: 1, services: 3 } }).outcome, "begin");
  });

  test("is refused where no version of the protocol is common, in words of the hub's own", () => {
    const range = { oldest: protocol + 1, newest: protocol + 2 };
    assert.equal(codeOf({ hello: { ...hello, protocol: range } }), closeCodes.version);
    const named = { ...hello, name: "名".repeat(17) };
    const refusal = admit({ hello: named, present: { ...present, instance: "two" } });
    assert.ok(refusal.outcome === "refuse" && !refusal.reason.includes("名"));
  });
});

type Case = { readonly hello?: Hello; readonly present?: Present; readonly load?: OwnerLoad };

function admit(some: Case): ReturnType<typeof admitHello> {
  return admitHello(some.hello ?? hello, some.present, some.load ?? nothing, limits);
}

function codeOf(some: Case): number | undefined {
  const admission = admit(some);
  return admission.outcome === "refuse" ? admission.code : undefined;
}

function service(id: string): ServiceDeclaration {
  return {
    id,
    type: "tts",
    model: "m",
    voices: [],
    features: [],
    slots: 1,
    ready: true,
    access: "members",
  };
}
