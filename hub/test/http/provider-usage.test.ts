import assert from "node:assert/strict";
import { test } from "node:test";
import { authenticate } from "../../src/http/authentication.ts";
import { providerUsageRoutes } from "../../src/http/provider-usage.ts";
import { completed, requestOf, user } from "../store/records.ts";
import { startApi } from "./api.ts";

for (const providersSeeUsers of [false, true]) {
  const told = providersSeeUsers ? "and for whom, where the operator says so" : "by day";
  test(`a provider's owner sees what it spoke ${told}, and nobody else does`, async (t) => {
    const api = await startApi(t, (app, { store, accounts, authenticator }) => {
      app.addHook("onRequest", authenticate(["provider"], { accounts, authenticator }));
      app.register(providerUsageRoutes({ usage: store.usage, providersSeeUsers }));
    });
    const owner = await api.member({ user: "owner", scopes: ["provider"] });
    const part = { provider: "rig", ownerId: owner.userId, rateHz: 8000, skippedFrames: 0 };
    const [ann, ben] = [
      await api.member({ user: "ann", scopes: ["provider"] }),
      await api.member({ user: "ben", scopes: ["provider"] }),
    ];
    for (const [id, { userId, keyId }] of [
      ["1", ann],
      ["2", ben],
    ] as const) {
      await api.store.history.begin(requestOf(user("ann"), { id, userId, keyId }));
      await api.store.history.finish(id, completed({ parts: [{ ...part, frames: 12_000 }] }));
    }
    const ask = async (who: typeof owner, query = "") =>
      (await who.ask("GET", `/v1/providers/usage${query}`)).json<{ data: object[] }>().data;
    const row = { provider: "rig", model: "espeak-ng" };
    const data = await ask(owner);
    const days = data.map((one) => (one as { day: string }).day);
    for (const day of days) assert.match(day, /^\d{4}-\d\d-\d\d$/);
    const [day] = days;
    assert.deepEqual(
      data,
      providersSeeUsers
        ? ["ann", "ben"].map((consumer) => ({
            day,
            ...row,
            consumer,
            requests: 1,
            audio_seconds: 1.5,
          }))
        : [{ day, ...row, requests: 2, audio_seconds: 3 }],
    );
    assert.deepEqual(await ask(owner, "?to=2020-01-01"), []);
    assert.deepEqual(await ask(ann), []);
  });
}
