import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { systemClock } from "../../src/clock.ts";
import { authenticate } from "../../src/http/authentication.ts";
import { eventsRoutes } from "../../src/http/events.ts";
import { Registry } from "../../src/providers/registry.ts";
import { ServiceRecords } from "../../src/routing/service-records.ts";
import { Activity } from "../../src/speech/activity.ts";
import { until } from "../until.ts";
import { type Api, startApi } from "./api.ts";

test("a user hears of their own requests, and of no others'", async (t) => {
  const { activity, api, listen } = await start(t);
  const ann = await api.member({ user: "ann" });
  const bob = await api.member({ user: "bob" });
  const heard = await listen(ann.authorization);
  activity.tell(bob.userId, { id: "req_bob", at: "began" });
  activity.tell(ann.userId, { id: "req_ann", at: "began" });
  activity.tell(ann.userId, { id: "req_ann", at: "ended" });
  await until("the news", () => heard.text().includes("event: usage"));
  const events = heard.text().split("\n\n").slice(1, -1);
  assert.deepEqual(events, [
    'event: history\ndata: {"id":"req_ann","at":"began"}',
    'event: history\ndata: {"id":"req_ann","at":"ended"}',
    "event: usage\ndata: {}",
  ]);
});

test("nobody is watched for any more once the reader has gone", async (t) => {
  const { activity, api, listen } = await start(t);
  const ann = await api.member({ user: "ann" });
  const heard = await listen(ann.authorization);
  await heard.leave();
  activity.tell(ann.userId, { id: "req_ann", at: "began" });
  assert.ok(!heard.text().includes("req_ann"));
});

test("a user's windows that watch at once are bounded", async (t) => {
  const { api, listen } = await start(t);
  const ann = await api.member({ user: "ann" });
  for (let count = 0; count < 50; count += 1) await listen(ann.authorization);
  await assert.rejects(listen(ann.authorization), /429/);
  await listen((await api.member({ user: "bob" })).authorization);
});

test("a hub that stops does not wait for its readers", async (t) => {
  const { api, listen } = await start(t);
  const heard = await listen((await api.member({ user: "ann" })).authorization);
  await api.app.close();
  await heard.ended;
});

type Heard = {
  readonly text: () => string;
  /** Resolves when the hub has ended the answer. */
  readonly ended: Promise<void>;
  readonly leave: () => Promise<void>;
};

type Started = {
  readonly api: Api;
  readonly activity: Activity;
  readonly listen: (authorization: string) => Promise<Heard>;
};

async function start(t: TestContext): Promise<Started> {
  const activity = new Activity();
  const registry = new Registry();
  const clock = systemClock;
  const records = new ServiceRecords(clock);
  const api = await startApi(t, async (app, { accounts, authenticator }) => {
    app.decorateRequest("caller");
    app.addHook("onRequest", authenticate(["consumer"], { accounts, authenticator }));
    await app.register(eventsRoutes({ accounts, registry, records, activity, clock }));
  });
  await api.app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = api.app.server.address() as AddressInfo;
  const listen = async (authorization: string): Promise<Heard> => {
    const controller = new AbortController();
    t.after(() => controller.abort());
    const response = await fetch(`http://127.0.0.1:${port}/v1/events`, {
      headers: { authorization },
      signal: controller.signal,
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    let text = "";
    const ended = (async () => {
      for await (const bytes of response.body ?? []) text += Buffer.from(bytes).toString();
    })().catch(() => undefined);
    await until("the line to open", () => text.startsWith("retry: "));
    return {
      text: () => text,
      ended,
      leave: async () => {
        controller.abort();
        await ended;
      },
    };
  };
  return { api, activity, listen };
}
