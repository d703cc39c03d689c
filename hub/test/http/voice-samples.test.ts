import assert from "node:assert/strict";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { LightMyRequestResponse } from "fastify";
import { authenticate } from "../../src/http/authentication.ts";
import { type SampleBody, sampleSchema } from "../../src/http/voice-sample-body.ts";
import { voiceSampleRoutes } from "../../src/http/voice-samples.ts";
import { openVoices } from "../../src/voices/voices.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { silence, tone } from "../voices/recordings.ts";
import type { Api, Member } from "./api.ts";
import { assertError, startApi } from "./api.ts";

type VoiceApi = Api & {
  readonly ann: Member;
  readonly bob: Member;
  files(): Promise<readonly string[]>;
};

async function startVoices(t: TestContext): Promise<VoiceApi> {
  const folder = await temporaryFolder(t);
  const api = await startApi(t, async (app, { store, accounts, authenticator }) => {
    const { library } = openVoices({ folder, store: store.samples, ffmpeg: "ffmpeg" });
    app.addHook("onRequest", authenticate(["consumer"], { accounts, authenticator }));
    app.register(voiceSampleRoutes({ library }));
  });
  const files = async (): Promise<readonly string[]> => {
    const options = { recursive: true, withFileTypes: true } as const;
    const found = await readdir(folder, options).catch(() => []);
    return found
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
  };
  const [ann, bob] = [await api.member({ user: "ann" }), await api.member({ user: "bob" })];
  return { ...api, ann, bob, files };
}

type Fields = Readonly<Record<string, string>>;

const usual: Fields = { speaker_name: "Ann", transcript: "Good morning.", consent: "true" };

async function upload(
  { app }: Api,
  member: Member,
  file: Uint8Array | undefined,
  fields: Fields = usual,
  fileName = "recording",
): Promise<LightMyRequestResponse> {
  const form = new FormData();
  if (file !== undefined) form.append("audio", new Blob([Buffer.from(file)]), fileName);
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return await send({ app }, member, form);
}

async function send(
  { app }: Pick<Api, "app">,
  member: Member,
  form: FormData,
): Promise<LightMyRequestResponse> {
  const request = new Request("http://hub", { method: "POST", body: form });
  return await app.inject({
    method: "POST",
    url: "/v1/voice/samples",
    headers: {
      authorization: member.authorization,
      "content-type": request.headers.get("content-type") ?? "",
    },
    payload: Buffer.from(await request.arrayBuffer()),
  });
}

test("a browser's recording becomes a sample, whatever its name and the order of the form", async (t) => {
  const api = await startVoices(t);
  const { ann } = api;
  const fields = { ...usual, label: " calm ", language: "en-GB", is_default: "true" };
  const response = await upload(api, ann, await tone("webm", 2), fields, "../../etc/passwd");
  assert.equal(response.statusCode, 201, response.body);
  const sample = response.json<SampleBody>();
  assert.deepEqual(sampleSchema.parse(sample), sample);
  const { speaker_name: speaker, label, transcript, language, is_default: isDefault } = sample;
  assert.deepEqual(
    [speaker, label, transcript, language, isDefault],
    ["Ann", "calm", "Good morning.", "en-GB", true],
  );
  assert.ok(Math.abs(sample.duration - 2) < 0.1);
  assert.equal(sample.content_type, "audio/webm");
  assert.ok(Math.abs(sample.consented - Date.now() / 1000) < 60);

  const files = await api.files();
  assert.equal(files.length, 2);
  for (const file of files) assert.equal((await stat(file)).mode & 0o777, 0o600);
  const { data } = (await ann.ask("GET", "/v1/voice/samples")).json<{ data: SampleBody[] }>();
  assert.deepEqual(data, [sample]);
});

test("a sample plays as WAV, in parts, and as it came", async (t) => {
  const api = await startVoices(t);
  const file = await tone("flac", 1);
  const { id } = (await upload(api, api.ann, file)).json<SampleBody>();
  const audio = `/v1/voice/samples/${id}/audio`;
  const whole = await api.ann.ask("GET", audio);
  assert.equal(whole.headers["content-type"], "audio/wav");
  assert.equal(whole.rawPayload.toString("latin1", 0, 4), "RIFF");
  assert.equal(whole.rawPayload.readUInt32LE(40), whole.rawPayload.length - 44);
  const part = await api.ann.ask("GET", audio, { headers: { range: "bytes=0-43" } });
  assert.equal(part.statusCode, 206);
  assert.deepEqual(part.rawPayload, whole.rawPayload.subarray(0, 44));
  const original = await api.ann.ask("GET", `${audio}?original=true`);
  assert.equal(original.headers["content-type"], "audio/flac");
  assert.deepEqual(original.rawPayload, file);
});

test("nobody else finds, hears, changes or deletes a sample", async (t) => {
  const api = await startVoices(t);
  const { id } = (await upload(api, api.ann, await tone("ogg", 1))).json<SampleBody>();
  const url = `/v1/voice/samples/${id}`;
  assertError(await api.bob.ask("GET", url), 404, "not_found", "id");
  assertError(await api.bob.ask("GET", `${url}/audio`), 404, "not_found", "id");
  assertError(await api.bob.ask("PATCH", url, { body: { label: "mine" } }), 404, "not_found", "id");
  assertError(await api.bob.ask("DELETE", url), 404, "not_found", "id");
  assert.deepEqual((await api.bob.ask("GET", "/v1/voice/samples")).json(), {
    object: "list",
    data: [],
  });
  assert.equal((await api.ann.ask("GET", url)).statusCode, 200);
});

test("what is said of a sample can be changed, and only that", async (t) => {
  const api = await startVoices(t);
  const before = (await upload(api, api.ann, await tone("wav", 1))).json<SampleBody>();
  const url = `/v1/voice/samples/${before.id}`;
  const change = { transcript: "Good evening.", language: null, is_default: true };
  const changed = (await api.ann.ask("PATCH", url, { body: change })).json<SampleBody>();
  assert.deepEqual(changed, { ...before, ...change });
  assertError(
    await api.ann.ask("PATCH", url, { body: { duration: 9 } }),
    400,
    "invalid_request",
    "duration",
  );
  const untold = await api.ann.ask("PATCH", url, { body: { speaker_name: " " } });
  assertError(untold, 400, "invalid_request", "speaker_name");
});

test("a deleted sample leaves no file and cannot be named again", async (t) => {
  const api = await startVoices(t);
  const { id } = (await upload(api, api.ann, await tone("mp3", 1))).json<SampleBody>();
  const url = `/v1/voice/samples/${id}`;
  assert.deepEqual((await api.ann.ask("DELETE", url)).json(), {
    id,
    object: "voice.sample",
    deleted: true,
  });
  assert.deepEqual(await api.files(), []);
  assertError(await api.ann.ask("DELETE", url), 404, "not_found", "id");
});

test("an upload that is refused says why and leaves nothing behind", async (t) => {
  const api = await startVoices(t);
  const good = await tone("wav", 1);
  const { consent: _, ...unconsented } = usual;
  const { speaker_name: __, ...nameless } = usual;
  const cases: readonly [Uint8Array | undefined, Fields, number, string, string][] = [
    [undefined, usual, 400, "invalid_request", "audio"],
    [good, unconsented, 400, "invalid_request", "consent"],
    [good, { ...usual, consent: "false" }, 400, "invalid_request", "consent"],
    [good, nameless, 400, "invalid_request", "speaker_name"],
    [good, { ...usual, colour: "red" }, 400, "invalid_request", "colour"],
    [good, { ...usual, transcript: "x".repeat(2_001) }, 400, "invalid_request", "transcript"],
    [good, { ...usual, transcript: "x".repeat(20_000) }, 400, "invalid_request", "transcript"],
    [Buffer.from("<html>"), usual, 400, "audio_decode_failed", "audio"],
    [
      Buffer.concat([Buffer.from("OggS"), Buffer.alloc(9_000)]),
      usual,
      400,
      "audio_decode_failed",
      "audio",
    ],
    [await tone("wav", 0.2), usual, 400, "invalid_voice_sample", "audio"],
    [await silence(7_200), usual, 413, "request_too_large", "audio"],
    [
      Buffer.concat([good, Buffer.alloc(32 * 1024 * 1024)]),
      usual,
      413,
      "request_too_large",
      "audio",
    ],
  ];
  for (const [file, fields, status, type, param] of cases) {
    assertError(await upload(api, api.ann, file, fields), status, type, param);
  }
  assert.deepEqual(await api.files(), []);
});

test("a form in another shape is refused by the field, and leaves nothing behind", async (t) => {
  const api = await startVoices(t);
  const file = new Blob([Buffer.from(await tone("wav", 1))]);
  const forms: readonly [string, (form: FormData) => void][] = [
    ["audio", (form) => form.append("audio", "RIFF")],
    ["recording", (form) => form.append("recording", file, "a.wav")],
    ["label", (form) => ["one", "two"].forEach((label) => form.append("label", label))],
    ["language", (form) => form.append("language", "x".repeat(129))],
    ["language", (form) => form.append("language", "../private")],
    ["label", (form) => form.append("label", "\u202egnp.exe")],
    ["is_default", (form) => form.append("is_default", "perhaps")],
    ["label", (form) => form.append("label", "x".repeat(65))],
  ];
  for (const [param, spoil] of forms) {
    const form = new FormData();
    for (const [name, value] of Object.entries(usual)) form.append(name, value);
    spoil(form);
    if (!form.has("audio") && !form.has("recording")) form.append("audio", file, "a.wav");
    assertError(await send(api, api.ann, form), 400, "invalid_request", param);
  }
  assert.deepEqual(await api.files(), []);
});

test("what is no form, or says that it is huge, is refused at once", async (t) => {
  const { ann } = await startVoices(t);
  const json = await ann.ask("POST", "/v1/voice/samples", { body: { speaker_name: "Ann" } });
  assertError(json, 415, "invalid_request");
  const headers = {
    "content-type": "multipart/form-data; boundary=x",
    "content-length": "1000000000",
  };
  assertError(await ann.ask("POST", "/v1/voice/samples", { headers }), 413, "request_too_large");
});

test("a form that cannot be read is the client's error", async (t) => {
  const api = await startVoices(t);
  const cut = '--x\r\nContent-Disposition: form-data; name="speaker_name"\r\n\r\nAnn';
  for (const [contentType, body] of [
    ["multipart/form-data", "Ann"],
    ["multipart/form-data; boundary=", "Ann"],
    ["multipart/form-data; boundary=x", cut],
  ] as const) {
    const answer = await api.app.inject({
      method: "POST",
      url: "/v1/voice/samples",
      headers: { authorization: api.ann.authorization, "content-type": contentType },
      body,
    });
    assertError(answer, 400, "invalid_request");
  }
  assert.deepEqual(await api.files(), []);
});
