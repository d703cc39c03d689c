import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { authenticate } from "../../src/http/authentication.ts";
import type { HistoryListBody } from "../../src/http/history-body.ts";
import { historyEntrySchema, historyListSchema } from "../../src/http/history-body.ts";
import { historyRoutes } from "../../src/http/history.ts";
import type { AcceptedRequest, Outcome } from "../../src/store/history-store.ts";
import { completed, noonMs, requestOf, user } from "../store/records.ts";
import type { Api, Member } from "./api.ts";
import { assertError, startApi } from "./api.ts";

function startHistory(t: TestContext): Promise<Api> {
  return startApi(t, (app, { store, accounts, authenticator, archive }) => {
    app.addHook("onRequest", authenticate(["consumer"], { accounts, authenticator }));
    app.register(historyRoutes({ history: store.history, archive }));
  });
}

async function speak(
  { store }: Api,
  member: Member,
  request: Partial<AcceptedRequest>,
  outcome?: Partial<Outcome>,
): Promise<void> {
  const { userId, keyId } = member;
  const accepted = requestOf(user("ann"), { ...request, userId, keyId });
  await store.history.begin(accepted);
  if (outcome !== undefined) await store.history.finish(accepted.id, completed(outcome));
}

test("an entry has exactly the fields of the API, and none of the operator's", async (t) => {
  const api = await startHistory(t);
  const ann = await api.member({ user: "ann" });
  await speak(api, ann, { id: "1", createdMs: noonMs + 999 }, { voice: "en-us", detail: "secret" });
  const response = await ann.ask("GET", "/v1/history/1");
  assert.deepEqual(response.json(), {
    id: "1",
    object: "speech",
    created: noonMs / 1000,
    status: "completed",
    model: "espeak-ng",
    voice: "en-us",
    language: null,
    provider: "rig",
    format: "wav",
    input: "Hello.",
    characters: 6,
    audio_seconds: 1,
    bytes: 44_144,
    first_audio_ms: 12.5,
    total_ms: 80,
    recovered: false,
    recovered_at: [],
    error: null,
  });
  historyEntrySchema.parse(response.json());
});

test("a failure shows what its consumer was told; what runs has no end yet", async (t) => {
  const api = await startHistory(t);
  const ann = await api.member({ user: "ann" });
  const error = { type: "upstream_error", message: "It failed." };
  await speak(api, ann, { id: "1" }, { status: "failed", error, detail: "10.0.0.3 refused" });
  await speak(api, ann, { id: "2", voice: "en-gb" });
  const failed = await ann.ask("GET", "/v1/history/1");
  assert.deepEqual(failed.json<{ error: object }>().error, error);
  assert.ok(!failed.body.includes("10.0.0.3"));
  const running = (await ann.ask("GET", "/v1/history/2")).json<Record<string, unknown>>();
  assert.equal(running["status"], "running");
  assert.equal(running["voice"], "en-gb");
  assert.equal(running["total_ms"], null);
  assert.equal(running["audio_seconds"], 0);
});

test("a list goes on where its cursor says, to the end", async (t) => {
  const api = await startHistory(t);
  const ann = await api.member({ user: "ann" });
  for (let at = 0; at < 5; at++) await speak(api, ann, { id: `r${at}`, createdMs: noonMs + at });
  const seen: string[][] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const query = cursor === "" ? "limit=2" : `limit=2&cursor=${cursor}`;
    const page: HistoryListBody = (await ann.ask("GET", `/v1/history?${query}`)).json();
    historyListSchema.parse(page);
    assert.equal(page.object, "list");
    seen.push(page.data.map(({ id }) => id));
    cursor = page.next_cursor;
  }
  assert.deepEqual(seen, [["r4", "r3"], ["r2", "r1"], ["r0"]]);
});

test("a list can be of one model or status", async (t) => {
  const api = await startHistory(t);
  const ann = await api.member({ user: "ann" });
  await speak(api, ann, { id: "1", model: "a" }, {});
  await speak(api, ann, { id: "2", model: "b" }, { status: "cancelled" });
  const idsOf = async (query: string) =>
    (await ann.ask("GET", `/v1/history?${query}`)).json<HistoryListBody>().data.map(({ id }) => id);
  assert.deepEqual(await idsOf("model=a"), ["1"]);
  assert.deepEqual(await idsOf("status=cancelled"), ["2"]);
  assert.deepEqual(await idsOf("status=failed"), []);
});

test("a query that makes no sense is refused by the name of its field", async (t) => {
  const api = await startHistory(t);
  const ann = await api.member({ user: "ann" });
  for (const [query, param] of [
    ["limit=0", "limit"],
    ["limit=101", "limit"],
    ["limit=ten", "limit"],
    ["status=lost", "status"],
    ["cursor=nonsense", "cursor"],
  ]) {
    assertError(await ann.ask("GET", `/v1/history?${query}`), 400, "invalid_request", param);
  }
});

test("deleting an entry removes it and its audio", async (t) => {
  const api = await startHistory(t);
  const ann = await api.member({ user: "ann" });
  const name = { id: "1", extension: "wav" };
  const recording = await api.archive.create(name);
  await recording.write(Buffer.from("audio"));
  await recording.finish();
  await speak(api, ann, { id: "1" }, {});
  const deleted = await ann.ask("DELETE", "/v1/history/1");
  assert.deepEqual(deleted.json(), { id: "1", object: "speech", deleted: true });
  assert.equal(await api.archive.open(name), undefined);
  assertError(await ann.ask("DELETE", "/v1/history/1"), 404, "not_found", "id");
  assertError(await ann.ask("GET", "/v1/history/1"), 404, "not_found", "id");
});

test("what runs cannot be deleted", async (t) => {
  const api = await startHistory(t);
  const ann = await api.member({ user: "ann" });
  await speak(api, ann, { id: "1" });
  assertError(await ann.ask("DELETE", "/v1/history/1"), 409, "invalid_request");
});

test("another user's entries do not exist", async (t) => {
  const api = await startHistory(t);
  const ann = await api.member({ user: "ann" });
  const bob = await api.member({ user: "bob" });
  await speak(api, ann, { id: "1" }, {});
  assertError(await bob.ask("GET", "/v1/history/1"), 404, "not_found", "id");
  assertError(await bob.ask("DELETE", "/v1/history/1"), 404, "not_found", "id");
  assert.deepEqual((await bob.ask("GET", "/v1/history")).json<HistoryListBody>().data, []);
});
