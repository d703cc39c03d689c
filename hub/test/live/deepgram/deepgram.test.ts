import assert from "node:assert/strict";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { WebSocket } from "ws";
import { type RunningHub, startRunningHub } from "../../http/running-hub.ts";
import { until } from "../../until.ts";
import { bytesPerCharacter, type Spelled, spelling } from "../hand-fed-agent.ts";
import { connect, type LiveClient } from "../live-client.ts";

type History = { data: { input: string; status: string; audio_seconds: number }[] };

test("words are spoken up to each Flush, which is answered once, after its last byte", async (t) => {
  const { hub, engine, client } = await start(t);
  for (const word of ["Good ", "morning ", "to ", "all. "])
    client.send({ type: "Speak", text: word });
  client.send({ type: "Flush" });
  client.send({ type: "Speak", text: "And good night to all." });
  client.send({ type: "Flush" });
  await client.heard(({ sequence_id }) => sequence_id === 1);
  assert.deepEqual(
    client.messages.map(({ type }) => type),
    ["Metadata", "Flushed", "Flushed"],
  );
  assert.deepEqual(engine.texts, ["Good morning to all. ", "And good night to all."]);
  const bytes = engine.texts.join("").length * bytesPerCharacter;
  assert.equal(Buffer.concat(client.audio).length, bytes);
  client.send({ type: "Close" });
  assert.equal((await client.closed).code, 1000);
  const { data } = (await (await hub.ask("/v1/history")).json()) as History;
  assert.deepEqual(
    data.map(({ input, status }) => [input, status]),
    [
      ["And good night to all.", "completed"],
      ["Good morning to all. ", "completed"],
    ],
  );
});

test("Clear stops the engine within 100 ms, and history keeps the words that were heard", async (t) => {
  const { hub, engine, client } = await start(t, (text) => text.startsWith("Two"));
  client.send({ type: "Speak", text: "One was here before. Two is never ending. Three is not. " });
  client.send({ type: "Flush" });
  await until("the second sentence", async () => engine.texts.length === 2);
  await until("its audio", async () => Buffer.concat(client.audio).length > 6_000);
  const clearedMs = performance.now();
  client.send({ type: "Clear" });
  const cleared = await client.heard(({ type }) => type === "Cleared");
  const sentMs = Buffer.concat(client.audio).length / 48;
  assert.ok(Math.abs(Number(cleared["delivered_ms"]) - sentMs) < 110, `${sentMs} ms`);
  await until("the engine to stop", async () => engine.cancelledMs.length === 1);
  const tookMs = (engine.cancelledMs[0] ?? 0) - clearedMs;
  assert.ok(tookMs < 100, `${tookMs} ms`);
  client.audio.length = 0;
  client.send({ type: "Speak", text: "All right then, let us stop." });
  client.send({ type: "Flush" });
  await client.heard(({ type }) => type === "Flushed");
  assert.equal(Buffer.concat(client.audio).length, 28 * bytesPerCharacter);
  assert.equal(client.messages.filter(({ type }) => type === "Flushed").length, 1);
  const { data } = (await (await hub.ask("/v1/history")).json()) as History;
  assert.deepEqual(
    data.map(({ input, status }) => [input, status]),
    [
      ["All right then, let us stop.", "completed"],
      ["One was here before. Two is never ending. ", "cancelled"],
    ],
  );
  assert.equal(engine.running, 0);
});

test("a session that waits for words holds no slot", async (t) => {
  const { hub, client } = await start(t);
  await hub.attach(spelling().script, { name: "one-slot", service: { model: "single", slots: 1 } });
  const one = await connect(t, `${hub.url}/v1/speak?model=single&sample_rate=24000`, token(hub));
  one.send({ type: "Speak", text: "This sentence is spoken. And this one is not" });
  await until("the first sentence", async () => one.audio.length > 0);
  const answer = await hub.speak({ model: "single" });
  assert.equal(answer.status, 200);
  await answer.bytes();
  one.send({ type: "Speak", text: " before now." });
  one.send({ type: "Flush" });
  await one.heard(({ type }) => type === "Flushed");
  assert.equal(
    Buffer.concat(one.audio).length,
    "This sentence is spoken. And this one is not before now.".length * bytesPerCharacter,
  );
  client.send({ type: "Close" });
  await client.closed;
});

test("a closed connection stops the engine", async (t) => {
  const { engine, client } = await start(t, () => true);
  client.send({ type: "Speak", text: "This is never ending. " });
  client.send({ type: "Flush" });
  await until("audio", async () => client.audio.length > 0);
  client.ws.terminate();
  await until("the engine to stop", async () => engine.cancelledMs.length === 1);
});

test("a bad key is refused with dg-error, as is a voice that nobody has", async (t) => {
  const { hub } = await start(t);
  for (const [query, key, status] of [
    ["model=m:v", "club_wrong", 401],
    ["model=m:nobody", hub.key, 400],
    ["model=m:v&encoding=ogg", hub.key, 400],
  ] as const) {
    const ws = new WebSocket(`${hub.url.replace("http", "ws")}/v1/speak?${query}`, {
      headers: { authorization: `Token ${key}` },
    });
    ws.on("error", () => undefined);
    const [, response] = (await once(ws, "unexpected-response")) as [
      unknown,
      { statusCode: number; headers: Record<string, string> },
    ];
    assert.equal(response.statusCode, status);
    assert.ok(response.headers["dg-error"]);
  }
});

test("POST /v1/speak answers in each encoding", async (t) => {
  const { hub } = await start(t);
  const text = "Good morning to all of you.";
  const samples = (text.length * bytesPerCharacter) / 2;
  const ask = async (query: string): Promise<Response> =>
    fetch(`${hub.url}/v1/speak?model=m:v&${query}`, {
      method: "POST",
      headers: { ...token(hub), "content-type": "application/json" },
      body: JSON.stringify({ text }),
    });
  for (const [query, bytes, type] of [
    ["encoding=linear16&container=none&sample_rate=24000", samples * 2, "audio/l16"],
    ["encoding=linear16&sample_rate=48000", samples * 4 + 44, "audio/wav"],
    ["encoding=mulaw&sample_rate=8000", samples / 3, "audio/mulaw"],
  ] as const) {
    const answer = await ask(query);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("content-type"), type);
    assert.ok(Math.abs((await answer.bytes()).length - bytes) <= 2, query);
  }
  const mp3 = await ask("");
  assert.equal(mp3.headers.get("content-type"), "audio/mpeg");
  assert.ok((await mp3.bytes()).length > 100);
});

async function start(
  t: TestContext,
  endless?: (text: string) => boolean,
): Promise<{ hub: RunningHub; engine: Spelled; client: LiveClient }> {
  const hub = await startRunningHub(t);
  const engine = spelling(endless);
  await hub.attach(engine.script);
  const url = `${hub.url}/v1/speak?model=m:v&encoding=linear16&sample_rate=24000`;
  return { hub, engine, client: await connect(t, url, token(hub)) };
}

function token(hub: RunningHub): Record<string, string> {
  return { authorization: `Token ${hub.key}` };
}
