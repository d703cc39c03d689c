import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type RunningHub, startRunningHub } from "../../http/running-hub.ts";
import { until } from "../../until.ts";
import { bytesPerCharacter, type Spelled, spelling } from "../hand-fed-agent.ts";
import { connect, type LiveClient } from "../live-client.ts";

type Message = {
  readonly audio?: string | null;
  readonly isFinal?: boolean | null;
  readonly contextId?: string;
  readonly context_id?: string;
  readonly alignment?: Alignment | null;
  readonly normalizedAlignment?: Alignment | null;
};
type Alignment = {
  readonly chars: string[];
  readonly charStartTimesMs: number[];
  readonly charDurationsMs: number[];
};

test("a flushed context is spoken in full, and ends with one final message of its own", async (t) => {
  const { client, hub } = await start(t);
  client.send({ text: " ", voice_settings: {}, context_id: "a" });
  client.send({ text: "Good morning to all. ", context_id: "a", flush: true });
  client.send({ text: "It is half past seven. ", context_id: "a", flush: true });
  client.send({ text: "", context_id: "a", flush: true });
  client.send({ context_id: "a", close_context: true });
  await finalOf(client, "a");
  const text = "Good morning to all. It is half past seven. ";
  assert.equal(bytesOf(client, "a"), text.length * bytesPerCharacter);
  assert.equal(finals(client).length, 1);
  assert.equal(finals(client)[0]?.audio, null);
  const { data } = (await (await hub.ask("/v1/history")).json()) as { data: { input: string }[] };
  assert.deepEqual(
    data.map(({ input }) => input),
    [text],
  );
});

test("a keepalive without context means nothing, before any context and in mid-speech", async (t) => {
  const { client } = await start(t);
  client.send({ text: "" });
  client.send({ text: " ", context_id: "a" });
  client.send({ text: "Good morning ", context_id: "a" });
  client.send({ text: "" });
  client.send({ text: "", context_id: "a" });
  client.send({ text: "to all.", context_id: "a" });
  client.send({ context_id: "a", flush: true });
  client.send({ context_id: "a", close_context: true });
  await finalOf(client, "a");
  assert.equal(bytesOf(client, "a"), 20 * bytesPerCharacter);
  assert.equal(client.ws.readyState, client.ws.OPEN);
});

test("five contexts keep their audio apart, a sixth ends the session, and a final frees a place", async (t) => {
  const { client } = await start(t);
  const names = ["a", "b", "c", "d", "e"];
  for (const [at, name] of names.entries()) {
    client.send({ text: `This is ${"very ".repeat(at)}good. `, context_id: name });
  }
  client.send({ context_id: "a", close_context: true });
  await finalOf(client, "a");
  client.send({ text: "One more of them. ", context_id: "f" });
  for (const name of ["b", "c", "d", "e", "f"]) {
    client.send({ context_id: name, flush: true });
  }
  for (const [at, name] of names.entries()) {
    const bytes = (14 + 5 * at) * bytesPerCharacter;
    await until(name, () => bytesOf(client, name) === bytes);
  }
  client.send({ text: "Too much. ", context_id: "g" });
  assert.equal((await client.closed).code, 1008);
  assert.equal(client.messages.at(-1)?.["error"], "max_active_conversations");
});

test("the times of a sentence's characters are those of the sentence, in arrays of one length", async (t) => {
  for (const [query, expected] of [
    ["", [0, 0]],
    ["&sync_alignment=true", [0, 210]],
  ] as const) {
    const { client } = await start(t, query);
    const sentences = ["This is the first of two. ".slice(0, 21), "And this is the second one."];
    client.send({ text: "This is the first of. And this is the second one.", context_id: "a" });
    client.send({ context_id: "a", close_context: true });
    await finalOf(client, "a");
    const timed = heard(client).flatMap(({ alignment }) => alignment ?? []);
    assert.equal(
      timed.flatMap(({ chars }) => chars).join(""),
      "This is the first of. And this is the second one.",
    );
    for (const { chars, charStartTimesMs, charDurationsMs } of timed) {
      assert.equal(chars.length, charStartTimesMs.length);
      assert.equal(chars.length, charDurationsMs.length);
    }
    const [first, second] = timed;
    assert.equal(first?.charStartTimesMs[0], expected[0]);
    const { charStartTimesMs = [] } = second ?? {};
    assert.equal(new Set(charStartTimesMs).size, 1);
    if (query !== "") assert.equal(charStartTimesMs[0], (22 * bytesPerCharacter) / 48);
    assert.ok(sentences.length === timed.length);
    client.ws.terminate();
  }
});

test("stream-input speaks until the empty text, and closes normally", async (t) => {
  const { hub } = await start(t);
  const url = `${hub.url}/v1/text-to-speech/m:v/stream-input?model_id=m&output_format=pcm_24000`;
  const client = await connect(t, url, { "xi-api-key": hub.key });
  client.send({
    text: " ",
    try_trigger_generation: true,
    voice_settings: null,
    generation_config: { chunk_length_schedule: [50] },
  });
  for (const word of ["Good ", "morning ", "to ", "all. "]) {
    client.send({ text: word, try_trigger_generation: true });
  }
  client.send({ text: "" });
  assert.equal((await client.closed).code, 1000);
  assert.equal(bytesOf(client, undefined), 21 * bytesPerCharacter);
  assert.equal(client.messages.at(-1)?.["isFinal"], true);
});

test("a closed connection stops every engine", async (t) => {
  const { client, engine } = await start(t, "", () => true);
  client.send({ text: "This never ends at all. ", context_id: "a", flush: true });
  await until("audio", () => bytesOf(client, "a") > 0);
  client.ws.terminate();
  await until("the engine to stop", () => engine.cancelledMs.length === 1);
});

test("what nobody can speak fails its context, and then the session", async (t) => {
  const { hub } = await start(t);
  const ws = `${hub.url}/v1/text-to-speech/m:v/multi-stream-input?output_format=pcm_24000`;
  const client = await connect(t, ws, { "xi-api-key": hub.key });
  client.send({ text: "x".repeat(40_000), context_id: "a" });
  assert.equal((await client.closed).code, 1008);
  assert.equal(typeof client.messages.at(-1)?.["error"], "string");
});

test("HTTP gives audio, times, lines and lists in ElevenLabs' shapes", async (t) => {
  const { hub } = await start(t);
  const text = "Good morning to all. And good night to all.";
  const ask = (path: string, body?: object): Promise<Response> =>
    fetch(hub.url + path, {
      headers: { "xi-api-key": hub.key, "content-type": "application/json" },
      ...(body && { method: "POST", body: JSON.stringify(body) }),
    });
  const speech = "/v1/text-to-speech/m:v";
  const bytes = text.length * bytesPerCharacter;
  for (const path of [speech, `${speech}/stream`]) {
    const answer = await ask(`${path}?output_format=pcm_24000`, { text, voice_settings: null });
    assert.match(answer.headers.get("content-type") ?? "", /^audio\//);
    assert.equal((await answer.bytes()).length, bytes);
  }
  const mp3 = await ask(speech, { text });
  assert.equal(mp3.headers.get("content-type"), "audio/mpeg");
  assert.equal((await mp3.bytes())[0], 0xff);
  type Timed = {
    audio_base64: string;
    alignment: {
      characters: string[];
      character_start_times_seconds: number[];
      character_end_times_seconds: number[];
    } | null;
  };
  const timed = (await (
    await ask(`${speech}/with-timestamps?output_format=pcm_24000`, { text })
  ).json()) as Timed;
  assert.equal(Buffer.from(timed.audio_base64, "base64").length, bytes);
  assert.equal(timed.alignment?.characters.join(""), text);
  assert.deepEqual([...new Set(timed.alignment.character_start_times_seconds)], [0, 0.105]);
  assert.deepEqual([...new Set(timed.alignment.character_end_times_seconds)], [0.105, 0.215]);
  const lines = await ask(`${speech}/stream/with-timestamps?output_format=pcm_24000`, { text });
  const parsed = (await lines.text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Timed);
  const audio = parsed.map(({ audio_base64 }) => Buffer.from(audio_base64, "base64").length);
  assert.equal(
    audio.reduce((sum, length) => sum + length, 0),
    bytes,
  );
  assert.equal(parsed.flatMap(({ alignment }) => alignment?.characters ?? []).join(""), text);

  const models = (await (await ask("/v1/models")).json()) as Record<string, unknown>[];
  assert.equal(models[0]?.["model_id"], "m");
  const { voices } = (await (await ask("/v1/voices")).json()) as { voices: object[] };
  assert.deepEqual(voices, [
    {
      voice_id: "m:v",
      name: "v (m)",
      category: "premade",
      labels: { language: "en" },
      high_quality_base_model_ids: ["m"],
    },
  ]);
  const openAi = (await (await hub.ask("/v1/models")).json()) as { object: string };
  assert.equal(openAi.object, "list");
  const wrong = await fetch(`${hub.url}/v1/models`, { headers: { "xi-api-key": "club_wrong" } });
  assert.equal(wrong.status, 401);
  const { detail } = (await wrong.json()) as { detail: { status: string } };
  assert.equal(detail.status, "invalid_api_key");
});

async function start(
  t: TestContext,
  query = "",
  endless?: (text: string) => boolean,
): Promise<{ hub: RunningHub; engine: Spelled; client: LiveClient }> {
  const hub = await startRunningHub(t);
  const engine = spelling(endless);
  await hub.attach(engine.script, { service: { slots: 8 } });
  const url = `${hub.url}/v1/text-to-speech/m%3Av/multi-stream-input?model_id=m&output_format=pcm_24000${query}`;
  return { hub, engine, client: await connect(t, url, { "xi-api-key": hub.key }) };
}

function heard(client: LiveClient): readonly Message[] {
  return client.messages;
}

function finals(client: LiveClient): readonly Message[] {
  return heard(client).filter(({ isFinal }) => isFinal === true);
}

function bytesOf(client: LiveClient, context: string | undefined): number {
  return heard(client)
    .filter(({ contextId }) => contextId === context)
    .reduce((sum, { audio }) => sum + Buffer.from(audio ?? "", "base64").length, 0);
}

async function finalOf(client: LiveClient, context: string): Promise<void> {
  await until(`the end of ${context}`, () =>
    finals(client).some(
      ({ contextId, context_id }) => contextId === context && context_id === context,
    ),
  );
}
