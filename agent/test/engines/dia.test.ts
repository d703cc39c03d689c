import { deepEqual, equal, match } from "node:assert/strict";
import { suite, test } from "node:test";
import { collect, engineContract, never, saying } from "./contract.ts";
import { serving } from "./serve.ts";
import { type DiaTtsServer, startDiaTtsServer } from "./stand-ins/dia-tts-server.ts";
import { startInferenceClubDia } from "./stand-ins/inference-club-dia.ts";
import { partsOf } from "./stand-ins/multipart.ts";
import { bodyOf } from "./stand-ins/replies.ts";
import { toneOf } from "./stand-ins/tone.ts";

const common = {
  settings: (server: { readonly url: string }) => ({
    engine: "dia",
    url: server.url,
    aliases: {},
  }),
  format: { rateHz: 44_100, channels: 1 },
  voice: "S2",
  pcmOf: (text: string) => toneOf(`[S2] ${text}`),
};
const inferenceClub = serving({ ...common, start: startInferenceClubDia });
const diaTtsServer = serving({ ...common, start: startDiaTtsServer });

engineContract("inference-club/dia, recognized by itself", inferenceClub);
engineContract("Dia-TTS-Server, recognized by itself", diaTtsServer);

const script = "[S1] Hello there. [S2] Hello yourself.";
const prompt = { wav: Buffer.from("RIFF recording"), transcript: "[S1] One. [S2] Two." };
const parameters = { temperature: 1.8, max_new_tokens: 512, seed: 42, unknown: "x" };

suite("inference-club/dia", () => {
  test("is given its own settings by name, the recording last and with its transcript", async () => {
    await using subject = await inferenceClub();
    const more = { prompt, parameters, speed: 0.9 };
    await collect(await subject.engine.speak(saying(script, undefined, more), never()));
    deepEqual(
      partsOf(subject.server.requests[0]!).map(({ name, bytes }) => [name, bytes.toString()]),
      [
        ["text", script],
        ["audio_prompt_text", prompt.transcript],
        ["speed_factor", "0.9"],
        ["temperature", "1.8"],
        ["max_new_tokens", "512"],
        ["seed", "42"],
        ["audio_prompt", "RIFF recording"],
      ],
    );
  });

  test("tells the seed that it chose", async () => {
    await using subject = await inferenceClub();
    const speech = await subject.engine.speak(saying(script), never());
    await collect(speech);
    deepEqual(speech.facts(), { seed: 1_234_567 });
  });

  test("is loading while its model is not loaded", async () => {
    await using subject = await inferenceClub();
    subject.server.modelLoaded = false;
    equal((await subject.engine.health(never())).state, "loading");
  });
});

suite("Dia-TTS-Server", () => {
  test("clones a recording that was uploaded before, within the bounds of its settings", async () => {
    await using subject = await diaTtsServer();
    const more = { prompt, parameters };
    await collect(await subject.engine.speak(saying(script, undefined, more), never()));
    const { references } = subject.server;
    const [name = ""] = references.files();
    equal(references.read(name).toString(), "RIFF recording");
    match(name, /^club-[0-9a-f]{32}\.wav$/);
    deepEqual(bodyOf(subject.server.requests[0]!), {
      text: script,
      output_format: "wav",
      voice_mode: "clone",
      clone_reference_filename: name,
      transcript: prompt.transcript,
      temperature: 1.5,
      max_tokens: 512,
      seed: 42,
    });
  });

  test("keeps nothing of a recording where its folder is known", async () => {
    const settings = (server: DiaTtsServer) => ({
      ...common.settings(server),
      reference_folder: server.references.path,
    });
    await using subject = await serving({ ...common, settings, start: startDiaTtsServer })();
    await collect(await subject.engine.speak(saying(script, undefined, { prompt }), never()));
    equal(subject.server.references.uploads.length, 1);
    equal(bodyOf(subject.server.requests[0]!)["voice_mode"], "clone");
    deepEqual(subject.server.references.files(), []);
  });

  test("speaks a script as a dialogue, and a recording of its own by OpenAI's path", async () => {
    await using subject = await diaTtsServer();
    await collect(await subject.engine.speak(saying(script), never()));
    await collect(await subject.engine.speak(saying("Hello.", "Abigail_Taylor.wav"), never()));
    const [own, openAi] = subject.server.requests;
    equal(bodyOf(own!)["voice_mode"], "dialogue");
    deepEqual([openAi?.path, bodyOf(openAi!)["voice"]], ["/v1/audio/speech", "Abigail_Taylor.wav"]);
  });
});
