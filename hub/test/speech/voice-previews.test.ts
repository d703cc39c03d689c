import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Failure } from "@club/shared/wire/failures.ts";
import type { ServiceDeclaration } from "@club/shared/wire/messages.ts";
import { systemClock } from "../../src/clock.ts";
import { Registry } from "../../src/providers/registry.ts";
import { Router } from "../../src/routing/router.ts";
import { ServiceRecords } from "../../src/routing/service-records.ts";
import { maxPreviewsAtOnce } from "../../src/speech/limits.ts";
import { VoicePreviews } from "../../src/speech/voice-previews.ts";
import {
  attachAgent,
  type Script,
  type ScriptedAgent,
  speaking,
} from "../providers/scripted-agent.ts";
import { callerCalled } from "../routing/callers.ts";

let registry: Registry;
let router: Router;
let previews: VoicePreviews;
let agents: ScriptedAgent[];

beforeEach(() => {
  const clock = systemClock;
  registry = new Registry();
  router = new Router({ registry, records: new ServiceRecords(clock), clock });
  previews = new VoicePreviews({
    registry,
    router,
    clock,
    audioSecondsPerCharacter: 1,
    resample: unused,
    onFailover: () => undefined,
  });
  agents = [];
});

afterEach(() => {
  previews.close();
  for (const agent of agents) agent.kill();
  router.close();
});

test("a voice is spoken once for everyone, in its own language", async () => {
  const agent = await attach(speaking(9_600));
  const [first, second] = await Promise.all([previewFor("carl"), previewFor("dora")]);
  assert.equal(Buffer.from(first).toString("latin1", 0, 4), "RIFF");
  assert.equal(first.length, 44 + 9_600);
  assert.deepEqual(second, first);
  assert.deepEqual(await previewFor("emma"), first);
  assert.equal(agent.texts.length, 1);
  assert.match(agent.texts[0] ?? "", /^Hallo! So klingt meine Stimme\./);
});

test("what a machine keeps for some is not played from what was kept for others", async () => {
  const agent = await attach(speaking(9_600), { access: ["carl", "dora"] });
  await previewFor("carl");
  await previewFor("dora");
  assert.equal(agent.texts.length, 2);
  await assert.rejects(previewFor("emma"), { code: "VOICE_NOT_FOUND" });
});

test("a preview that failed is tried again for the next one who asks", async () => {
  let isBroken = true;
  const speak = speaking(9_600);
  await attach(async (stream, signal) => {
    if (isBroken) stream.fail(new Failure("BAD_INPUT", "No."));
    else await speak(stream, signal);
  });
  await assert.rejects(previewFor("carl"), { code: "BAD_INPUT" });
  isBroken = false;
  assert.equal((await previewFor("carl")).length, 44 + 9_600);
});

test("one user's previews leave room for the others'", async () => {
  const names = ["hangs-1", "hangs-2", "hangs-3", "de"];
  const speak = speaking(9_600);
  await attach(
    (stream, signal) =>
      stream.request.voice === "de"
        ? speak(stream, signal)
        : new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
    { voices: names.map((name) => ({ name, languages: [] })), slots: names.length },
  );
  const hanging = Promise.allSettled([
    previewFor("carl", "hangs-1"),
    previewFor("carl", "hangs-2"),
  ]);
  await assert.rejects(previewFor("carl", "hangs-3"), { code: "BUSY" });
  assert.equal((await previewFor("dora")).length, 44 + 9_600);
  previews.close();
  await hanging;
});

test("only a few are spoken at once, and all of them end with the hub", async () => {
  const voices = Array.from({ length: maxPreviewsAtOnce + 1 }, (_, at) => `voice-${at}`);
  await attach(
    (_, signal) => new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
    {
      voices: voices.map((name) => ({ name, languages: [] })),
      slots: maxPreviewsAtOnce,
    },
  );
  const [spare, ...others] = voices;
  const running = others.map((voice, at) => previewFor(`user-${at}`, voice));
  const ends = Promise.allSettled(running);
  await assert.rejects(previewFor("carl", spare), { code: "BUSY" });
  previews.close();
  for (const end of await ends) assert.equal(end.status, "rejected");
});

function previewFor(user: string, voice = "de"): Promise<Uint8Array> {
  return previews.get(callerCalled(user), { model: "m", voice });
}

async function attach(
  script: Script,
  service: Partial<ServiceDeclaration> = {},
): Promise<ScriptedAgent> {
  const voices = [{ name: "de", languages: ["de-DE"] }];
  const agent = await attachAgent(registry, script, { service: { voices, ...service } });
  agents.push(agent);
  return agent;
}

function unused(): never {
  throw new Error("A preview has one format.");
}
