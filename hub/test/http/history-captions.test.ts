import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../src/clock.ts";
import { authenticate } from "../../src/http/authentication.ts";
import { captionsFile, captionsOf } from "../../src/http/captions.ts";
import { historyCaptionsRoutes } from "../../src/http/history-captions.ts";
import { completed, requestOf, user } from "../store/records.ts";
import { assertError, startApi } from "./api.ts";
import { speaking } from "../providers/scripted-agent.ts";
import { startRunningHub } from "./running-hub.ts";

const cues = [
  { text: "Is 1 < 2 & so --> on? ", startFrame: 0, endFrame: 22_050 },
  { text: " \n", startFrame: 22_050, endFrame: 22_060 },
  { text: "A line\n\nand another.", startFrame: 22_060, endFrame: 44_100 },
  { text: "Never heard.", startFrame: 44_100, endFrame: 44_100 },
];

test("captions come as WebVTT, SubRip or JSON, by format or Accept", async (t) => {
  const api = await startApi(t, async (app, { accounts, authenticator, store }) => {
    app.addHook("onRequest", authenticate(["consumer"], { accounts, authenticator }));
    await app.register(historyCaptionsRoutes({ history: store.history }));
  });
  const ann = await api.member({ user: "ann" });
  const bob = await api.member({ user: "bob" });
  const row = { ...requestOf(user("ann"), { id: "1" }), userId: ann.userId, keyId: ann.keyId };
  await api.store.history.begin({ ...row, createdMs: systemClock.wallMs() });
  assertError(await ann.ask("GET", "/v1/history/1/captions"), 404, "not_found");
  await api.store.history.finish("1", completed({ cues }));

  const vtt = await ann.ask("GET", "/v1/history/1/captions");
  assert.match(String(vtt.headers["content-type"]), /^text\/vtt/);
  assert.equal(
    vtt.body,
    `WEBVTT

00:00:00.000 --> 00:00:01.000
Is 1 &lt; 2 &amp; so --&gt; on?

00:00:01.000 --> 00:00:02.000
A line and another.
`,
  );
  const srt = await ann.ask("GET", "/v1/history/1/captions?format=srt");
  assert.equal(
    srt.body,
    `1
00:00:00,000 --> 00:00:01,000
Is 1 < 2 & so --> on?

2
00:00:01,000 --> 00:00:02,000
A line and another.
`,
  );
  const headers = { accept: "text/html, application/json;q=0.9" };
  const json = await ann.ask("GET", "/v1/history/1/captions", { headers });
  assert.deepEqual(json.json(), {
    object: "captions",
    id: "1",
    data: [
      { start: 0, end: 1, text: "Is 1 < 2 & so --> on?" },
      { start: 22_060 / 22_050, end: 2, text: "A line and another." },
    ],
  });
  assertError(await bob.ask("GET", "/v1/history/1/captions"), 404, "not_found", "id");
});

test("times past an hour are written in full", () => {
  const captions = captionsOf({
    rateHz: 1000,
    cues: [{ text: "Late.", startFrame: 3_723_004, endFrame: 3_723_999 }],
  });
  assert.match(captionsFile("1", captions, "srt"), /01:02:03,004 --> 01:02:03,999/);
});

test("captions follow the pieces in which a hub spoke, to the sample", async (t) => {
  const hub = await startRunningHub(t);
  await hub.attach(speaking(9_600), { service: { features: [] } });
  const input = "A first sentence stands here. " + "Then there is one more of them. ".repeat(20);
  const answer = await hub.speak({ input, stream: false });
  const seconds = ((await answer.bytes()).length - 44) / 48_000;
  const id = answer.headers.get("x-request-id") ?? "";
  const body = await hub.ask(`/v1/history/${id}/captions?format=json`);
  const { data } = (await body.json()) as { data: { start: number; end: number; text: string }[] };
  assert.ok(data.length > 2);
  assert.equal(data.map(({ text }) => text).join(" "), input.trim());
  for (const [at, { start, end }] of data.entries()) {
    assert.ok(Math.abs(start - at * 0.2) < 1e-9);
    assert.ok(Math.abs(end - (at + 1) * 0.2) < 1e-9);
  }
  assert.ok(Math.abs((data.at(-1)?.end ?? 0) - seconds) < 1e-9);
});
