import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { startInferenceClubDia } from "../../agent/test/engines/stand-ins/inference-club-dia.ts";
import { fieldsOf } from "../../agent/test/engines/stand-ins/multipart.ts";
import { createKey } from "../processes/club.ts";
import { startClub } from "./harness/test-club.ts";
import { record } from "./harness/voice-recordings.ts";
import { generate, keepSample, type VoiceRequestOptions } from "./harness/voice-requests.ts";

/** A request that must be refused, and how. */
type Case = VoiceRequestOptions & {
  readonly body: unknown;
  readonly status: number;
  readonly type: string;
  readonly param?: string;
  readonly says?: RegExp;
};

/** Errors that pass by themselves within a minute: the answer says when to come back. */
const passing = new Set(["provider_busy", "rate_limit_exceeded"]);

const controls = {
  cfg_scale: { least: 1, most: 5 },
  temperature: { least: 0.1, most: 2 },
  top_p: { least: 0.1, most: 1 },
  cfg_filter_top_k: { least: 1, most: 100 },
  speed_factor: { least: 0.5, most: 2 },
  max_new_tokens: { least: 256, most: 4_096 },
};

test("a voice generation: what is refused, what is brought within bounds, what is repeated", async (t) => {
  await using dia = await startInferenceClubDia();
  await using broken = await startInferenceClubDia();
  await using busy = await startInferenceClubDia();
  broken.fault = { kind: "status", status: 500 };
  busy.fault = { kind: "hang" };
  const club = await startClub(t);
  const services = Object.entries({ dia, broken, busy }).map(([model, { url }]) => ({
    engine: "dia",
    model,
    url,
  }));
  await club.startAgent({ services });

  const input = "[S1] Hello.";
  const refused = async ({ body, status, type, param, says, ...options }: Case): Promise<void> => {
    const response = await generate(club, body, options);
    const { error } = (await response.json()) as { error: Record<string, string | null> };
    const found = [response.status, error["type"], error["param"]];
    assert.deepEqual(found, [status, type, param ?? null], JSON.stringify({ body, error }));
    if (says !== undefined) assert.match(error["message"] ?? "", says);
    const retryAfter = Number(response.headers.get("retry-after") ?? 0);
    assert.equal(retryAfter > 0 && retryAfter <= 60, passing.has(type), type);
  };
  const invalid = { status: 400, type: "invalid_request" };

  // The only slot of `busy` is taken, and to wait for it takes the hub's whole patience.
  const holding = new AbortController();
  t.after(() => holding.abort());
  const held = generate(club, { input, model: "busy" }, { signal: holding.signal });
  held.catch(() => undefined);
  await busy.spokenTo();
  const full = { status: 503, type: "provider_busy" };
  const waited = refused({ ...full, body: { input, model: "busy" } });

  await t.test("a body that is not what it should be", async () => {
    const bodies: readonly [body: unknown, param?: string][] = [
      ["{"],
      [[]],
      [{ input, model: "" }, "model"],
      [{ input, seed: "7" }, "seed"],
      [{ input, response_format: "midi" }, "response_format"],
      [{ input, stream_format: "smoke" }, "stream_format"],
      [{ input, language: "" }, "language"],
      [{ input, language: "../private" }, "language"],
      [{ input, providers: [] }, "providers"],
      [{ input, speakers: { S1: 1 } }, "speakers.S1"],
      [{ input, speakers: { S3: "vs_any" } }, "speakers.S3"],
      [{ input: 7 }, "input"],
    ];
    for (const [body, param] of bodies) {
      await refused({ ...invalid, body, ...(param !== undefined && { param }) });
    }
    for (const nothing of [undefined, null, "", " \n"]) {
      await refused({
        body: { input: nothing },
        status: 400,
        type: "missing_input",
        param: "input",
      });
    }
    const headers = { "content-type": "text/plain" };
    await refused({ ...invalid, body: "Hello.", headers, status: 415 });
    const tooLarge = { status: 413, type: "request_too_large" };
    await refused({ ...tooLarge, body: { input: "x".repeat(5_001) }, param: "input" });
    await refused({ ...tooLarge, body: { input: "x".repeat(3_000_000) } });
  });

  await t.test("a script that nobody could speak", async () => {
    for (const script of ["[S2] Me first.", "Hm. [S1] Late.", "[S1] a [S3] b", "[S1] [S2] "]) {
      const body = { input: script };
      await refused({ body, status: 400, type: "invalid_script", param: "input" });
    }
  });

  await t.test("samples that are unknown, another's or without a transcript", async () => {
    const file = join(club.folder, "ann.webm");
    await record(file, "Good morning, this is Ann.");
    const untold = await keepSample(club, file, { speaker_name: "Ann" });
    const stranger = await createKey(club.dataDir, "stranger", ["consumer"]);
    const facts = { speaker_name: "Bob", transcript: "Hm." };
    const theirs = await keepSample(club, file, facts, stranger.key);
    const script = "[S1] One. [S2] Two.";
    await refused({
      body: { input: script, speakers: { S2: untold } },
      status: 400,
      type: "missing_transcript",
      param: "speakers.S2",
      says: new RegExp(`PATCH /v1/voice/samples/${untold}`),
    });
    for (const id of [theirs, "vs_unknown", "../secret", ""]) {
      const unknown = { status: 400, type: "invalid_voice_sample", param: "speakers.S1" };
      await refused({ ...unknown, body: { input: script, speakers: { S1: id } } });
    }
    const consenting = {
      input,
      model: "dia",
      speakers: { S1: theirs },
      providers: ["tester/agent"],
    };
    const own = await generate(club, consenting, stranger);
    assert.equal(own.status, 200);
    await own.arrayBuffer();
  });

  await t.test("a key that may not, and a model that is not there", async () => {
    const body = { input, model: "dia" };
    await refused({ body, key: "unknown", status: 401, type: "invalid_api_key" });
    const { key } = await club.createKey(["provider"]);
    await refused({ body, key, status: 403, type: "permission_denied" });
    const none = { status: 404, type: "no_provider", param: "model" };
    await refused({ ...none, body: { input, model: "none" } });
    await refused({ ...none, body: { input, providers: ["x/y"] }, says: /those you name/ });
  });

  await t.test("limits of a key", async () => {
    const limits = [
      { option: "--requests-per-minute", most: "1", type: "rate_limit_exceeded" },
      { option: "--audio-seconds-per-day", most: "0.1", type: "quota_exceeded" },
    ];
    for (const { option, most, type } of limits) {
      const { key } = await club.createKey(["consumer"], [option, most]);
      const first = await generate(club, { input, model: "dia" }, { key });
      await first.arrayBuffer();
      await refused({ body: { input, model: "dia" }, key, status: 429, type });
    }
  });

  await t.test("a server that fails, and one that has no slot", async () => {
    await refused({ body: { input, model: "broken" }, status: 502, type: "upstream_error" });
    await waited;
  });

  await t.test("a consumer who goes away ends the server's work", async () => {
    const closed = busy.nextClose();
    holding.abort();
    await closed;
  });

  await t.test("each control within its bounds, and no number a 400", async () => {
    for (const [name, { least, most }] of Object.entries(controls)) {
      const asked = [least - 1_000, least, most, most + 10_000];
      for (const value of asked) {
        const response = await generate(club, { input, model: "dia", [name]: value });
        await response.arrayBuffer();
        assert.equal(response.status, 200);
        const sent = Number(fieldsOf(dia.requests.at(-1)!)[name]);
        assert.equal(sent, Math.min(most, Math.max(least, value)), name);
      }
      for (const value of ["3", true, {}, [3], "NaN"]) {
        await refused({ ...invalid, body: { input, [name]: value }, param: name });
      }
      await refused({ ...invalid, body: `{"input": "Hm.", "${name}": 1e999}`, param: name });
    }
    for (const name of ["cfg_filter_top_k", "max_new_tokens"]) {
      await (await generate(club, { input, model: "dia", [name]: 99.6 + 256 })).arrayBuffer();
      assert.match(fieldsOf(dia.requests.at(-1)!)[name] ?? "", /^\d+$/);
    }
  });

  await t.test("a repeated request has the first one's audio and seed", async () => {
    const headers = { "idempotency-key": "once" };
    const answers = [];
    for (const _ of [1, 2]) {
      const response = await generate(club, { input, model: "dia" }, { headers });
      const seed = response.headers.get("x-seed");
      answers.push({ seed, audio: Buffer.from(await response.arrayBuffer()).subarray(44) });
    }
    assert.match(answers[0]?.seed ?? "", /^\d+$/);
    assert.deepEqual(answers[1], answers[0]);
    assert.equal(answers[0]?.seed, fieldsOf(dia.requests.at(-1)!)["seed"]);
    const body = { input: "[S1] Another.", model: "dia" };
    await refused({ ...invalid, body, headers, param: "Idempotency-Key" });
  });
});
