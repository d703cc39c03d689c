import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { execa } from "execa";
import { startInferenceClubDia } from "../../agent/test/engines/stand-ins/inference-club-dia.ts";
import { fieldsOf, partsOf } from "../../agent/test/engines/stand-ins/multipart.ts";
import { root } from "../root.ts";
import { probeAudio } from "./harness/audio-file.ts";
import { blockAfter } from "./harness/readme-block.ts";
import { get, lastEntry, type Usage } from "./harness/requests.ts";
import { startClub } from "./harness/test-club.ts";
import { record } from "./harness/voice-recordings.ts";
import { deleteSample, generate } from "./harness/voice-requests.ts";

type SampleList = { readonly data: readonly { readonly id: string; readonly duration: number }[] };

test("a dialogue in two uploaded voices, as docs/consumers.md has it", async (t) => {
  await using dia = await startInferenceClubDia();
  const club = await startClub(t);
  const service = { type: "tts", engine: "dia", model: "dia", url: dia.url };
  await club.startAgent({ services: [service] });
  const { folder } = club;
  await record(join(folder, "ann.webm"), "Good morning, this is Ann.");
  await record(join(folder, "ben.wav"), "And this is Ben, who speaks a little longer than Ann.");
  const env = { CLUB_URL: `${club.hub.url}/v1`, CLUB_KEY: club.member };
  const page = await readFile(join(root, "docs/consumers.md"), "utf8");
  await writeFile(join(folder, "example.sh"), blockAfter("**Clone two voices**", page));

  await t.test("the commands work as they stand", async () => {
    await execa("sh", ["-e", "example.sh"], { cwd: folder, env });
    assert.ok((await probeAudio(join(folder, "dialogue.wav"))).seconds > 0.1);
  });

  const samples = (await get<SampleList>(club, "/v1/voice/samples")).data;
  await t.test(
    "the server gets the fields that it expects, and one recording of both",
    async () => {
      const [request] = dia.requests;
      assert.ok(request);
      assert.equal(partsOf(request).at(-1)?.name, "audio_prompt");
      const { text, audio_prompt_text: transcript, seed, ...controls } = fieldsOf(request);
      assert.equal(text, "[S1] Shall we begin? [S2] After you.");
      assert.match(transcript ?? "", /^\[S1\] .+\n\[S2\] .+$/);
      assert.match(seed ?? "", /^\d+$/);
      assert.deepEqual(controls, {
        max_new_tokens: "3072",
        cfg_scale: "3",
        temperature: "1.8",
        top_p: "0.95",
        cfg_filter_top_k: "45",
        speed_factor: "1",
      });
      const prompt = join(folder, "prompt.wav");
      await writeFile(prompt, promptOf(request));
      const { codec, rateHz, channels, seconds } = await probeAudio(prompt);
      assert.deepEqual(
        { codec, rateHz, channels },
        { codec: "pcm_s16le", rateHz: 44_100, channels: 1 },
      );
      const together = samples.reduce((sum, { duration }) => sum + duration, 0);
      assert.ok(Math.abs(seconds - (together + 0.3)) < 0.01, `${seconds} s of ${together} s`);
    },
  );

  const [ben, ann] = samples.map(({ id }) => id);
  const speakers = { S1: ann, S2: ben };

  await t.test("it goes the way of all speech: format, seed, history, usage", async () => {
    const body = { input: "[S1] One. [S2] Two.", speakers, seed: 7, response_format: "opus" };
    const response = await generate(club, body);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "audio/ogg");
    assert.equal(response.headers.get("x-seed"), "7");
    assert.equal(Buffer.from(await response.arrayBuffer()).toString("latin1", 0, 4), "OggS");
    const entry = await lastEntry(club);
    const { status, model, provider, input } = entry;
    const expected = {
      status: "completed",
      model: "dia",
      provider: "tester/agent",
      input: body.input,
    };
    assert.deepEqual({ status, model, provider, input }, expected);
    const { total } = await get<Usage>(club, "/v1/usage");
    assert.equal(total.requests, 2);
    assert.ok(total.audio_seconds > entry.audio_seconds);
  });

  await t.test("only those who speak need a sample", async () => {
    const body = { input: "[S1] Alone.", speakers: { S1: ben, S2: "nobody's" } };
    const response = await generate(club, body);
    await response.arrayBuffer();
    assert.equal(response.status, 200);
    const request = dia.requests.at(-1);
    assert.ok(request);
    assert.doesNotMatch(fieldsOf(request)["audio_prompt_text"] ?? "", /S2/);
  });

  await t.test("a deleted sample leaves no byte behind, and can be named no more", async () => {
    const voices = join(club.dataDir, "voices");
    const before = await filesIn(voices);
    assert.equal(before.length, 4);
    for (const id of [ann, ben]) assert.equal(await deleteSample(club, id ?? ""), 200);
    assert.deepEqual(await filesIn(voices), []);
    const response = await generate(club, { input: "[S1] Hi.", speakers });
    assert.equal(response.status, 400);
  });
});

function promptOf(request: Parameters<typeof partsOf>[0]): Buffer {
  const prompt = partsOf(request).find((part) => part.name === "audio_prompt");
  assert.ok(prompt);
  return prompt.bytes;
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}
