import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { playedSeconds } from "../harness/audio-file.ts";
import { lastEntry } from "../harness/requests.ts";
import { startClub } from "../harness/test-club.ts";

// As open_webui/routers/audio.py of 0.12 asks, with the engine `openai`. Its settings hold an address
// and a key, but it does not send the key when it lists.
test("Open WebUI finds models and voices without a key, and speaks with one", async (t) => {
  const club = await startClub(t, { hubOptions: ["--open-listing", "true"] });
  await club.startAgent();
  const base = `${club.hub.url}/v1/open`;
  const list = async <T>(path: string): Promise<T> => {
    const response = await fetch(base + path);
    assert.equal(response.status, 200);
    return (await response.json()) as T;
  };

  await t.test("it finds the models", async () => {
    const { models } = await list<{ models: { id: string }[] }>("/audio/models");
    assert.deepEqual(
      models.map(({ id }) => id),
      ["espeak-ng"],
    );
  });

  await t.test("it finds the voices by id and name", async () => {
    const { voices } = await list<{ voices: { id: string; name: string }[] }>("/audio/voices");
    assert.ok(voices.some(({ id, name }) => id === "en-us" && name.length > 0));
  });

  await t.test("it gets a sentence in a file that pydub can convert", async () => {
    const response = await fetch(`${base}/audio/speech`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${club.member}` },
      body: JSON.stringify({ input: "It is half past seven.", voice: "en-us", model: "espeak-ng" }),
    });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "audio/wav");
    const file = join(club.folder, "speech.wav");
    await writeFile(file, await response.bytes());
    const { audio_seconds: spoken } = await lastEntry(club);
    assert.ok(Math.abs((await playedSeconds(file)) - spoken) < 0.001);
  });

  await t.test("without a key it gets no speech", async () => {
    const body = JSON.stringify({ model: "espeak-ng", input: "Hello." });
    const headers = { "content-type": "application/json" };
    const { status } = await fetch(`${base}/audio/speech`, { method: "POST", headers, body });
    assert.equal(status, 401);
  });
});
