import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { pino } from "pino";
import { systemClock } from "../../src/clock.ts";
import { authenticate } from "../../src/http/authentication.ts";
import { clubRoutes } from "../../src/http/club.ts";
import { machineRoutes } from "../../src/http/machines.ts";
import { type ProviderBody, providersRoutes } from "../../src/http/providers.ts";
import { MachineBook } from "../../src/providers/machine-book.ts";
import { Registry } from "../../src/providers/registry.ts";
import { ServiceRecords } from "../../src/routing/service-records.ts";
import { attachAgent, type ScriptedAgent, speaking } from "../providers/scripted-agent.ts";
import { until } from "../until.ts";
import { type Api, assertError, type Member, startApi } from "./api.ts";

type Machines = {
  readonly api: Api;
  readonly registry: Registry;
  readonly records: ServiceRecords;
  readonly attach: (owner: Member, userName: string) => Promise<ScriptedAgent>;
};

async function start(t: TestContext, providersSeeUsers = false): Promise<Machines> {
  const registry = new Registry();
  const records = new ServiceRecords(systemClock);
  const log = pino({ level: "silent" });
  const api = await startApi(t, async (app, { store, accounts, authenticator }) => {
    const clock = systemClock;
    const machines = await MachineBook.open({ registry, marks: store.marks, clock, log });
    t.after(() => machines[Symbol.dispose]());
    app.addHook("onRequest", authenticate(["consumer", "admin"], { accounts, authenticator }));
    app.register(machineRoutes({ machines, registry, accounts }));
    app.register(providersRoutes({ registry, records, providersSeeUsers, clock }));
    const router = { lineFor: () => ({ waiting: 0, place: undefined }) };
    app.register(clubRoutes({ registry, records, router }));
  });
  const attach: Machines["attach"] = async ({ userId, keyId }, userName) => {
    const owner = { userId, userName, keyId };
    const agent = await attachAgent(registry, speaking(0), { name: "rig", owner });
    t.after(() => agent.kill());
    return agent;
  };
  return { api, registry, records, attach };
}

test("a machine is paused and put back by its owner or an admin, and nobody else", async (t) => {
  const { api, attach } = await start(t);
  const ann = await api.member({ user: "ann" });
  const ben = await api.member({ user: "ben" });
  const root = await api.member({ user: "root", scopes: ["admin"] });
  await attach(ann, "ann");
  const path = "/v1/machines/ann/rig";
  const machines = async (): Promise<number> =>
    (await ben.ask("GET", "/v1/club")).json<{ machines: number }>().machines;
  assert.equal(await machines(), 1);
  const paused = { body: { paused: true } };
  assertError(await ben.ask("PATCH", path, paused), 404, "not_found", "name");
  assert.equal((await ann.ask("PATCH", path, paused)).statusCode, 200);
  assert.equal(await machines(), 0);
  const { data } = (await ann.ask("GET", "/v1/providers")).json<{ data: ProviderBody[] }>();
  assert.equal(data[0]?.paused, true);
  assert.equal((await root.ask("PATCH", path, { body: { paused: false } })).statusCode, 200);
  assert.equal(await machines(), 1);
});

test("a machine that is away is listed with its owner, and can be forgotten", async (t) => {
  const { api, attach, registry } = await start(t);
  const ann = await api.member({ user: "ann" });
  const ben = await api.member({ user: "ben" });
  const root = await api.member({ user: "root", scopes: ["admin"] });
  const agent = await attach(ann, "ann");
  assert.deepEqual(await away(ann), []);
  assertError(await ann.ask("DELETE", "/v1/machines/ann/rig"), 409, "invalid_request");
  agent.kill();
  await until("it to have gone", () => registry.providers.length === 0);
  assert.deepEqual(
    (await away(root)).map(({ owner, name }) => [owner, name]),
    [["ann", "rig"]],
  );
  assert.deepEqual(await away(ben), []);
  assert.equal((await ann.ask("DELETE", "/v1/machines/ann/rig")).statusCode, 200);
  assert.deepEqual(await away(ann), []);
});

test("for whom a machine speaks is told to its owner only where the operator allows it", async (t) => {
  for (const providersSeeUsers of [false, true]) {
    const { api, attach, registry, records } = await start(t, providersSeeUsers);
    const ann = await api.member({ user: "ann" });
    const root = await api.member({ user: "root", scopes: ["admin"] });
    await attach(ann, "ann");
    const [service] = registry.providers[0]?.services ?? [];
    assert.ok(service);
    for (const user of ["ben", "ann"]) records.of(service).take(user);
    assert.deepEqual(await speakers(ann), [providersSeeUsers ? "ben" : null, "ann"]);
    assert.deepEqual(await speakers(root), ["ben", "ann"]);
  }
});

const away = async (one: Member): Promise<readonly { owner: string; name: string }[]> =>
  (await one.ask("GET", "/v1/machines")).json<{ data: { owner: string; name: string }[] }>().data;

const speakers = async (one: Member): Promise<unknown> =>
  (await one.ask("GET", "/v1/providers"))
    .json<{ data: ProviderBody[] }>()
    .data[0]?.services[0]?.speaking.map(({ user }) => user);
