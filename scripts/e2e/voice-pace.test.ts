import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { execa } from "execa";
import { startInferenceClubDia } from "../../agent/test/engines/stand-ins/inference-club-dia.ts";
import { TcpProxy } from "../../shared/test/channel/tcp-proxy.ts";
import { startAgentThrough } from "./harness/agent-through.ts";
import { startHandFedEngine } from "./harness/hand-fed-engine.ts";
import { speak } from "./harness/requests.ts";
import { startClub, type TestClub } from "./harness/test-club.ts";
import { generate, keepSample } from "./harness/voice-requests.ts";

test("speech goes on, and begins, on a socket that ten megabytes of recordings go down", async (t) => {
  await using dia = await startInferenceClubDia();
  await using engine = await startHandFedEngine();
  const club = await startClub(t);
  await using proxy = await TcpProxy.start(Number(new URL(club.hub.url).port));
  const services = [engine.service({ slots: 4 }), { engine: "dia", model: "dia", url: dia.url }];
  await using _ = await startAgentThrough(proxy, club, services);
  const speakers = { S1: await keep(club, "Ann"), S2: await keep(club, "Ben") };

  const live = speak(club, { model: "hand-fed", input: "Live." });
  const talk = await engine.nextUtterance();
  talk.speak(0.1);
  const body = (await live).body?.getReader();
  assert.ok(body);
  await body.read();

  // Slow enough that the recordings take seconds.
  proxy.slow({ megabitsPerS: 40 });
  const generation = generate(club, { input: "[S1] One. [S2] Two.", speakers });
  let rounds = 0;
  for (; dia.requests.length === 0; rounds += 1) {
    talk.speak(0.1);
    await body.read();
    const short = speak(club, { model: "hand-fed", input: "Short." });
    const utterance = await engine.nextUtterance();
    utterance.speak(0.05);
    utterance.finish();
    await (await short).arrayBuffer();
  }
  assert.ok(rounds >= 5, `only ${rounds} utterances went by meanwhile`);
  assert.ok((dia.requests[0]?.body.length ?? 0) > 10_000_000);
  talk.finish();
  const response = await generation;
  assert.equal(response.status, 200);
  await response.arrayBuffer();
  while (!(await body.read()).done);
});

/** A minute in the library; returns its id. */
async function keep(club: TestClub, speaker: string): Promise<string> {
  const file = join(club.folder, `${speaker}.wav`);
  await execa("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "anoisesrc=d=60:r=44100:a=0.1", file]);
  return await keepSample(club, file, { speaker_name: speaker, transcript: "Noise." });
}
