import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "@club/shared/wire/failures.ts";
import { decoded } from "../encoding/decoded.ts";
import { type Script, speaking } from "../providers/scripted-agent.ts";
import { type RunningHub, startRunningHub } from "./running-hub.ts";

const oneSecond = 48_000;

test("an encoding in events is what was asked for, whatever the operator allows elsewhere", async (t) => {
  const hub = await startRunningHub(t);
  await hub.attach(speaking(oneSecond));
  for (const format of ["mp3", "aac", "flac", "opus"] as const) {
    const answer = await hub.speak({ response_format: format, stream_format: "sse" });
    assert.equal(answer.headers.get("content-type"), "text/event-stream");
    const audio = audioOf(await answer.text());
    const seconds =
      (await decoded(audio, format)).length / 2 / (format === "opus" ? 48_000 : 24_000);
    assert.ok(seconds >= 0.999 && seconds < 1.2, `${format}: ${seconds} s`);
  }
  const plain = await hub.speak({ response_format: "mp3" });
  assert.equal(plain.headers.get("content-type"), "audio/wav");
  await plain.arrayBuffer();
});

test("transcode: all makes every encoding, also in plain answers", async (t) => {
  const hub = await startRunningHub(t, { transcode: "all" });
  await hub.attach(speaking(oneSecond));
  for (const [format, type] of [
    ["mp3", "audio/mpeg"],
    ["aac", "audio/aac"],
    ["flac", "audio/flac"],
  ]) {
    const answer = await hub.speak({ response_format: format });
    assert.equal(answer.headers.get("content-type"), type);
    await answer.arrayBuffer();
  }
});

test("stream: false gives exact sizes and a Content-Length", async (t) => {
  const hub = await startRunningHub(t);
  await hub.attach(speaking(oneSecond));
  const answer = await hub.speak({ stream: false });
  assert.equal(answer.headers.get("content-length"), `${44 + oneSecond}`);
  assert.ok(answer.headers.get("server-timing")?.includes("first-audio"));
  const wav = Buffer.from(await answer.arrayBuffer());
  assert.deepEqual([wav.readUInt32LE(4), wav.readUInt32LE(40)], [36 + oneSecond, oneSecond]);
});

test("stream: false answers a failure in mid-speech as an error", async (t) => {
  const hub = await startRunningHub(t);
  await hub.attach(
    speaking(oneSecond, (stream) => stream.fail(new Failure("ENGINE_FAILED", "It broke."))),
  );
  const answer = await hub.speak({ stream: false });
  assert.equal(answer.status, 502);
  assert.deepEqual(Object.keys((await answer.json()) as object), ["error"]);
});

test("names are taken as clients write them", async (t) => {
  const hub = await startRunningHub(t);
  await hub.attach(speaking(4_800));
  for (const body of [
    { response_format: "WAV" },
    { response_format: " ogg " },
    { response_format: "" },
    { voice: "" },
    { voice: " v " },
    { voice: { id: "V" } },
    { speed: "1.0" },
    { model: " M " },
  ]) {
    const answer = await hub.speak(body);
    assert.equal(answer.status, 200, JSON.stringify(body));
    await answer.arrayBuffer();
  }
  assert.equal((await hub.speak({ response_format: "m4a" })).status, 400);
  assert.equal((await hub.speak({ speed: "fast" })).status, 400);
});

test("a base address may end in slashes", async (t) => {
  const hub = await startRunningHub(t);
  await hub.attach(speaking(4_800));
  const body = { model: "m", input: "Hi." };
  for (const path of ["/v1//audio/speech", "//v1/audio/speech/", "/v1/audio/speech/"]) {
    const answer = await hub.ask(path, { method: "POST", body });
    assert.equal(answer.status, 200, path);
    await answer.arrayBuffer();
  }
  assert.equal((await hub.ask("/health")).status, 200);
  assert.equal((await hub.ask("/v1/models/")).status, 200);
});

test("voices are mixed where the engine mixes them and has every one", async (t) => {
  const hub = await startRunningHub(t);
  const voices = ["af_bella", "af_heart"].map((name) => ({ name, languages: ["en"] }));
  const asked: (string | undefined)[] = [];
  const script = (stream: Parameters<ReturnType<typeof speaking>>[0], signal: AbortSignal) => {
    asked.push(stream.request.voice);
    return speaking(4_800)(stream, signal);
  };
  await hub.attach(script, { service: { voices, features: ["streaming", "voice-mixing"] } });
  for (const voice of ["af_bella+af_heart", "af_bella(2)+af_heart(1)"]) {
    assert.equal(await statusOf(hub, { voice }), 200, voice);
  }
  assert.deepEqual(asked, ["af_bella+af_heart", "af_bella(2)+af_heart(1)"]);
  for (const voice of ["af_bella+af_none", "af_bella+", "af_bella(x)+af_heart"]) {
    assert.equal(await statusOf(hub, { voice }), 400, voice);
  }
});

test("a voice is not mixed by an engine that cannot", async (t) => {
  const hub = await startRunningHub(t);
  const voices = ["de", "en"].map((name) => ({ name, languages: [name] }));
  await hub.attach(speaking(4_800), { service: { voices, defaultVoice: "de" } });
  assert.equal(await statusOf(hub, { voice: "de+en" }), 400);
});

test("an answer names the parameters that no engine was given", async (t) => {
  const hub = await startRunningHub(t);
  await hub.attach(speaking(4_800));
  const answer = await hub.speak({ lang_code: "a", timestamps: ["word"], tail: null });
  assert.equal(answer.headers.get("x-ignored-parameters"), "timestamps");
  await answer.arrayBuffer();
});

test("an answer names the parameters that the engine does not take, as its service declares them", async (t) => {
  const hub = await startRunningHub(t);
  const asked: unknown[] = [];
  const script: Script = (stream, signal) => {
    asked.push(stream.request.parameters, stream.request.structures);
    return speaking(4_800)(stream, signal);
  };
  const parameters = ["seed", "normalization_options", "emotions"];
  await hub.attach(script, { service: { features: ["streaming"], parameters } });
  const body = {
    seed: 7,
    tone: "warm",
    speed: 1.5,
    instructions: "Softly.",
    normalization_options: { normalize: false, units: { currency: null } },
    emotions: [["joy", 0.5]],
    other_options: {},
    too_deep: [[[[[1]]]]],
  };
  for (const stream of ["audio", "sse", "whole"] as const) {
    const answer = await hub.speak({
      ...body,
      ...(stream === "whole" ? { stream: false } : { stream_format: stream }),
    });
    assert.equal(
      answer.headers.get("x-ignored-parameters"),
      "too_deep, speed, tone, other_options, instructions",
      stream,
    );
    await answer.arrayBuffer();
  }
  assert.deepEqual(asked.slice(0, 2), [
    { seed: 7, tone: "warm", speed: 1.5 },
    { normalization_options: body.normalization_options, emotions: body.emotions },
  ]);
});

test("a service that takes all of a request's parameters has no header to name any", async (t) => {
  const hub = await startRunningHub(t);
  const service = { features: ["streaming", "speed"], parameters: ["seed"] };
  await hub.attach(speaking(4_800), { service });
  const answer = await hub.speak({ seed: 7, speed: 1.5 });
  assert.equal(answer.headers.get("x-ignored-parameters"), null);
  await answer.arrayBuffer();
});

test("text without words is never an engine's fault, alone or within a long text", async (t) => {
  const hub = await startRunningHub(t);
  const asked: string[] = [];
  // Many engines answer such a text with no samples at all.
  const script: Script = (stream, signal) => {
    const { text } = stream.request;
    asked.push(text);
    return speaking(/[\p{L}\p{N}]/u.test(text) ? 4_800 : 0)(stream, signal);
  };
  await hub.attach(script);
  const wordless = ["👍", "...", "?!", "———", "***", "🙂 🙂", "\n---\n", "…", "♪♫", "( )", "•"];
  for (const input of wordless) {
    const answer = await hub.speak({ input });
    assert.equal(answer.status, 200, input);
    const wav = Buffer.from(await answer.arrayBuffer());
    assert.ok(wav.length > 44 && wav.subarray(44).every((byte) => byte === 0), input);
  }
  assert.deepEqual(asked, []);
  const sentence = "All is well here, and there is a good deal more to be said of it than that. ";
  for (const middle of wordless) {
    const input = `${middle}\n\n${sentence.repeat(4)}\n\n${middle}\n\n${sentence.repeat(4)} ${middle}`;
    const answer = await hub.speak({ input });
    assert.equal(answer.status, 200, middle);
    const { length } = Buffer.from(await answer.arrayBuffer());
    assert.ok(length > 44 + 4_800, middle);
  }
  assert.ok(asked.length > 0 && asked.every((text) => /\p{L}/u.test(text)), JSON.stringify(asked));
  assert.equal(await statusOf(hub, { input: "It still speaks." }), 200);
});

test("an alias speaks with the model it stands for, and is listed beside it", async (t) => {
  const hub = await startRunningHub(t, { modelAliases: "tts-1=m,tts-1-hd=m,other=nowhere" });
  await hub.attach(speaking(4_800));
  const answer = await hub.speak({ model: "tts-1" });
  assert.equal(answer.status, 200);
  await answer.arrayBuffer();
  const { data } = (await (await hub.ask("/v1/models")).json()) as {
    data: { id: string; alias_of?: string }[];
  };
  assert.deepEqual(
    data.map(({ id, alias_of }) => [id, alias_of]),
    [
      ["m", undefined],
      ["tts-1", "m"],
      ["tts-1-hd", "m"],
    ],
  );
  const one = (await (await hub.ask("/v1/models/tts-1")).json()) as { id: string };
  assert.equal(one.id, "tts-1");
  assert.equal((await hub.ask("/v1/audio/voices?model=tts-1")).status, 200);
});

test("a key has names of its own for models, which no other key knows", async (t) => {
  const hub = await startRunningHub(t, { modelAliases: "fast=m" });
  await hub.attach(speaking(4_800));
  const modelAliases = { "tts-1": "m", "tts-1-hd": "fast", other: "nowhere" };
  const key = await hub.createKey({ modelAliases });
  const headers = { authorization: `Bearer ${key}` };
  const listed = (await (await hub.ask("/v1/models", { headers })).json()) as {
    data: { id: string; alias_of?: string }[];
  };
  assert.deepEqual(
    listed.data.map(({ id, alias_of }) => [id, alias_of]),
    [
      ["m", undefined],
      ["fast", "m"],
      ["tts-1", "m"],
      ["tts-1-hd", "m"],
    ],
  );
  for (const model of ["tts-1", "tts-1-hd", "fast"]) {
    const answer = await hub.speak({ model }, { headers });
    assert.equal(answer.status, 200, model);
    await answer.arrayBuffer();
  }
  assert.equal((await hub.ask("/v1/models/tts-1", { headers })).status, 200);
  assert.equal((await hub.ask("/v1/models/tts-1")).status, 404);
  assert.equal(await statusOf(hub, { model: "tts-1" }), 404);
});

async function statusOf(hub: RunningHub, body: Readonly<Record<string, unknown>>): Promise<number> {
  const answer = await hub.speak(body);
  await answer.arrayBuffer();
  return answer.status;
}

function audioOf(events: string): Buffer {
  const pieces = events
    .split("\n")
    .filter((line) => line.startsWith("data: "))
    .map((line) => (JSON.parse(line.slice(6)) as { audio?: string }).audio ?? "");
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece, "base64")));
}
