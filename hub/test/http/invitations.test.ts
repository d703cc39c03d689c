import assert from "node:assert/strict";
import { test } from "node:test";
import { pino } from "pino";
import { loadSettings } from "../../src/config.ts";
import { startHub } from "../../src/hub.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { startRunningHub } from "./running-hub.ts";

type Created = { readonly id: string; readonly code: string; readonly link: string };

test("a code is made by a signed-in member, followed, and redeemed without a key", async (t) => {
  const hub = await startRunningHub(t, { publicUrl: "https://the.hub" });
  const made = await hub.ask("/v1/invitations", { method: "POST", body: { for: "machine" } });
  assert.equal(made.status, 201);
  const { id, code, link } = (await made.json()) as Created;
  assert.equal(link, `https://the.hub/join#${code}`);
  const headers = { authorization: "" };
  const ask = (path: string, body: object): Promise<Response> =>
    hub.ask(path, { method: "POST", body, headers });
  const looked = await ask("/v1/invitations/look", { code });
  assert.equal(((await looked.json()) as { for: string }).for, "machine");
  const redeemed = await ask("/v1/invitations/redeem", { code, name: "home-rig" });
  assert.equal(redeemed.status, 201);
  const { key, scopes } = (await redeemed.json()) as { key: string; scopes: string[] };
  assert.deepEqual(scopes, ["provider"]);
  const providers = { headers: { authorization: `Bearer ${key}` } };
  assert.equal((await hub.ask("/v1/providers", providers)).status, 200);
  const shown = (await (await hub.ask(`/v1/invitations/${id}`)).json()) as { used_as: string };
  assert.equal(shown.used_as, "home-rig");
  assert.equal((await ask("/v1/invitations/redeem", { code, name: "again" })).status, 404);
});

test("a hub without users has a set-up link, one with users has none", async (t) => {
  const data = await temporaryFolder(t);
  const settings = await loadSettings({ flags: { port: 0 }, environment: {}, data });
  const log = pino({ level: "silent" });
  const hub = await startHub(settings, log);
  t.after(() => hub.stop(AbortSignal.abort()));
  const [address, code] = hub.setUpLink?.split("#") ?? [];
  assert.equal(address, `${hub.url}/join`);
  const redeemed = await fetch(`${hub.url}/v1/invitations/redeem`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code, name: "ann" }),
  });
  assert.equal(redeemed.status, 201);
  await hub.stop(AbortSignal.abort());
  const next = await startHub(settings, log);
  t.after(() => next.stop(AbortSignal.abort()));
  assert.equal(next.setUpLink, undefined);
});
