import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { startInferenceClubDia } from "../../agent/test/engines/stand-ins/inference-club-dia.ts";
import { createKey } from "../processes/club.ts";
import { startClub } from "./harness/test-club.ts";
import { record } from "./harness/voice-recordings.ts";
import { generate, keepSample } from "./harness/voice-requests.ts";

test("recordings go only where their owner and the provider want them", async (t) => {
  await using carols = await startInferenceClubDia();
  await using own = await startInferenceClubDia();
  const club = await startClub(t);
  const carol = await createKey(club.dataDir, "carol", ["consumer", "provider"]);
  const service = { type: "tts", engine: "dia" };
  await club.startAgent({
    name: "rig",
    key: carol.key,
    services: [{ ...service, model: "shy-dia", url: carols.url, foreign_samples: false }],
  });
  const file = join(club.folder, "ann.webm");
  await record(file, "Good morning, this is Ann.");
  const facts = { speaker_name: "Ann", transcript: "Good morning, this is Ann." };
  const sample = await keepSample(club, file, facts);
  const plain = { input: "[S1] Hello." };
  const cloned = { ...plain, speakers: { S1: sample } };

  /** Who spoke, or why nobody did. */
  const asked = async (body: object, key = club.member): Promise<string> => {
    const before = { carols: carols.requests.length, own: own.requests.length };
    const response = await generate(club, body, { key });
    if (response.ok) {
      await response.arrayBuffer();
      return own.requests.length > before.own ? "tester/home" : "carol/rig";
    }
    const { error } = (await response.json()) as { error: { type: string; message: string } };
    assert.deepEqual([response.status, error.type], [404, "no_provider"]);
    const after = { carols: carols.requests.length, own: own.requests.length };
    assert.deepEqual(after, before);
    return error.message;
  };

  await t.test("a provider that takes no foreign samples speaks without them", async () => {
    assert.match(await asked(cloned), /No provider .* takes your voice samples/);
    const named = { ...cloned, providers: ["carol/rig"], model: "shy-dia" };
    assert.match(await asked(named), /takes your voice samples and is one of those you name/);
    assert.equal(await asked(plain), "carol/rig");
  });

  await t.test("its owner's samples it takes", async () => {
    const carolsSample = await keepSample(club, file, facts, carol.key);
    assert.equal(await asked({ ...plain, speakers: { S1: carolsSample } }, carol.key), "carol/rig");
  });

  await club.startAgent({
    name: "home",
    services: [{ ...service, model: "dia", url: own.url, foreign_samples: true }],
  });

  await t.test("samples go to one's own, and to others only where these are named", async () => {
    assert.equal(await asked(cloned), "tester/home");
    assert.equal(await asked({ ...cloned, providers: ["home"] }), "tester/home");
    assert.equal(await asked({ ...cloned, providers: ["x/y", "tester/home"] }), "tester/home");
    assert.match(await asked({ ...cloned, providers: ["carol/rig"] }), /one of those you name/);
    assert.equal(await asked({ ...plain, providers: ["carol/rig"] }), "carol/rig");
    // What an agent calls itself says nothing of whose it is.
    assert.match(await asked({ ...plain, providers: ["rig"] }), /is one of those you name/);
  });
});
