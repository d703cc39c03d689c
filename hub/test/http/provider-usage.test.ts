import assert from "node:assert/strict";
import { test } from "node:test";
import { authenticate } from "../../src/http/authentication.ts";
import { providerUsageRoutes } from "../../src/http/provider-usage.ts";
import { completed, requestOf, user } from "../store/records.ts";
import { startApi } from "./api.ts";

test("a provider's owner sees what it spoke for whom, and nobody else does", async (t) => {
  const api = await startApi(t, (app, { store, accounts, authenticator }) => {
    app.addHook("onRequest", authenticate(["provider"], { accounts, authenticator }));
    app.register(providerUsageRoutes({ usage: store.usage }));
  });
  const owner = await api.member({ user: "owner", scopes: ["provider"] });
  const ann = await api.member({ user: "ann", scopes: ["provider"] });
  const part = { provider: "rig", ownerId: owner.userId, rateHz: 8000, skippedFrames: 0 };
  const { userId, keyId } = ann;
  await api.store.history.begin(requestOf(user("ann"), { id: "1", userId, keyId }));
  await api.store.history.finish("1", completed({ parts: [{ ...part, frames: 12_000 }] }));
  const ask = async (who: typeof owner, query = "") =>
    (await who.ask("GET", `/v1/providers/usage${query}`)).json<object>();
  const row = { provider: "rig", model: "espeak-ng", consumer: "ann", requests: 1 };
  const data = [{ ...row, audio_seconds: 1.5 }];
  assert.deepEqual(await ask(owner), { object: "list", data });
  assert.deepEqual(await ask(owner, "?to=2020-01-01"), { object: "list", data: [] });
  assert.deepEqual(await ask(ann), { object: "list", data: [] });
});
