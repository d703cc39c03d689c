import assert from "node:assert/strict";
import { test } from "node:test";
import { authenticate } from "../../src/http/authentication.ts";
import { settingsRoutes } from "../../src/http/settings.ts";
import { type Member, startApi } from "./api.ts";

test("users decide whether their voice samples may go to others, each for themselves", async (t) => {
  const api = await startApi(t, async (app, { accounts, authenticator }) => {
    app.decorateRequest("caller");
    app.addHook("onRequest", authenticate(["consumer"], { accounts, authenticator }));
    await app.register(settingsRoutes({ accounts }));
  });
  const ann = await api.member({ user: "ann" });
  const ben = await api.member({ user: "ben" });
  const agreed = { object: "settings", samples_to_others: true };
  assert.deepEqual(await settingsOf(ann), { object: "settings", samples_to_others: false });
  assert.deepEqual(await change(ann, { samples_to_others: true }), agreed);
  assert.deepEqual(await change(ann, {}), agreed);
  assert.deepEqual(await settingsOf(ben), { object: "settings", samples_to_others: false });
});

async function settingsOf(member: Member): Promise<unknown> {
  return (await member.ask("GET", "/v1/settings")).json();
}

async function change(member: Member, body: object): Promise<unknown> {
  return (await member.ask("PATCH", "/v1/settings", { body })).json();
}
