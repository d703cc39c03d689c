import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { authenticate } from "../../src/http/authentication.ts";
import { usageRoutes } from "../../src/http/usage.ts";
import { completed, requestOf, user } from "../store/records.ts";
import type { Member } from "./api.ts";
import { assertError, startApi } from "./api.ts";

/** Ann was given 1 frame at 22,050 Hz on 1 March and 3 frames at 24,000 Hz on 2 March, in two models. */
async function startUsage(t: TestContext): Promise<{ ann: Member; bob: Member }> {
  const api = await startApi(t, (app, { store, accounts, authenticator }) => {
    app.addHook("onRequest", authenticate(["consumer"], { accounts, authenticator }));
    app.register(usageRoutes({ usage: store.usage }));
  });
  const ann = await api.member({ user: "ann" });
  const bob = await api.member({ user: "bob" });
  const { userId, keyId } = ann;
  for (const [id, model, day, rateHz, frames] of [
    ["1", "a", 1, 22_050, 1],
    ["2", "b", 2, 24_000, 3],
  ] as const) {
    const createdMs = Date.UTC(2026, 2, day, 23, 59);
    const request = requestOf(user("ann"), { id, model, createdMs, userId, keyId });
    await api.store.history.begin(request);
    const audio = { format: { rateHz, channels: 1 }, frames };
    await api.store.history.finish(id, completed({ audio }));
  }
  return { ann, bob };
}

const first = { requests: 1, characters: 6, audio_seconds: 1 / 22_050 };
const second = { requests: 1, characters: 6, audio_seconds: 3 / 24_000 };

test("usage is summed by day, model or key, exact to the sample", async (t) => {
  const { ann } = await startUsage(t);
  const both = { requests: 2, characters: 12, audio_seconds: 1 / 22_050 + 3 / 24_000 };
  const ask = async (query: string) => (await ann.ask("GET", `/v1/usage${query}`)).json<object>();
  const byDay = {
    object: "list",
    data: [
      { group: "2026-03-01", ...first },
      { group: "2026-03-02", ...second },
    ],
    total: both,
  };
  assert.deepEqual(await ask(""), byDay);
  assert.deepEqual(await ask("?group_by=day"), byDay);
  assert.deepEqual(await ask("?group_by=model"), {
    ...byDay,
    data: [
      { group: "a", ...first },
      { group: "b", ...second },
    ],
  });
  assert.deepEqual(await ask("?group_by=key"), { ...byDay, data: [{ group: ann.keyId, ...both }] });
});

test("a day may be written as a date, an ISO time or Unix seconds", async (t) => {
  const { ann } = await startUsage(t);
  const seconds = Date.UTC(2026, 2, 2, 5) / 1000;
  for (const from of ["2026-03-02", "2026-03-02T05:00:00Z", "2026-03-01T23:00:00-05:00", seconds]) {
    const response = await ann.ask("GET", `/v1/usage?from=${encodeURIComponent(from)}`);
    assert.deepEqual(response.json<{ total: object }>().total, second, String(from));
  }
  const until = await ann.ask("GET", "/v1/usage?to=2026-03-01");
  assert.deepEqual(until.json<{ total: object }>().total, first);
});

test("a query that makes no sense is refused by the name of its field", async (t) => {
  const { ann } = await startUsage(t);
  const wrong = { from: "from=yesterday", to: "to=2026-02-30", group_by: "group_by=hour" };
  for (const [param, query] of Object.entries(wrong)) {
    assertError(await ann.ask("GET", `/v1/usage?${query}`), 400, "invalid_request", param);
  }
});

test("usage is its owner's alone", async (t) => {
  const { bob } = await startUsage(t);
  assert.deepEqual((await bob.ask("GET", "/v1/usage")).json(), {
    object: "list",
    data: [],
    total: { requests: 0, characters: 0, audio_seconds: 0 },
  });
});
