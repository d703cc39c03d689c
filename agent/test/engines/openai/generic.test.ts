import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Failure } from "@club/shared/wire/failures.ts";
import { collect, engineContract, never, saying, sentence } from "../contract.ts";
import { serving } from "../serve.ts";
import { startOpenAiServer } from "../stand-ins/openai-server.ts";
import { bodyOf } from "../stand-ins/replies.ts";
import { toneOf } from "../stand-ins/tone.ts";

const settingsOf = (more: object) => (server: { readonly baseUrl: string }) => ({
  engine: "openai",
  model: "tone",
  url: server.baseUrl,
  ...more,
});
const setup = {
  start: () => startOpenAiServer(),
  settings: settingsOf({}),
  voice: "two",
  format: { rateHz: 24_000, channels: 1 },
};

engineContract("any server with OpenAI's API", serving(setup));

test("the first audio comes while the server is still speaking", async () => {
  await using subject = await serving({
    ...setup,
    start: () => startOpenAiServer({ pace: 20, chunkMs: 100 }),
  })();
  const speech = await subject.engine.speak(saying(sentence.repeat(5), "one"), never());
  for await (const _ of speech.audio) {
    equal(subject.server.speaking, 1);
    break;
  }
});

test("a server is given the parameters that its owner names", async () => {
  const settings = settingsOf({ parameters: ["temperature", "options"] });
  await using subject = await serving({ ...setup, settings })();
  deepEqual((await subject.engine.describe(never())).parameters, ["temperature", "options"]);
  const parameters = { temperature: 0.7, options: { a: [1] }, top_p: 0.9 };
  await collect(await subject.engine.speak(saying(sentence, "one", { parameters }), never()));
  const { temperature, options, top_p: other } = bodyOf(subject.server.requests.at(-1)!);
  deepEqual([temperature, options, other], [0.7, { a: [1] }, undefined]);
});

test("the server's own words for a failure are passed on, fit for one line", async () => {
  await using subject = await serving(setup)();
  subject.server.fault = { kind: "status", status: 500 };
  await rejects(
    subject.engine.speak(saying(sentence, "one"), never()),
    (error) => error instanceof Failure && error.message.endsWith("500: The engine is unwell"),
  );
});

test("connections are kept alive from one utterance to the next", async () => {
  await using subject = await serving({ ...setup, settings: settingsOf({ preset: "generic" }) })();
  for (const text of ["one", "two", "three", "four", "five", "six"]) {
    await collect(await subject.engine.speak(saying(text, "one"), never()));
  }
  // A connection may still be putting its last answer away when the next utterance comes.
  const ports = new Set(subject.server.requests.map((request) => request.clientPort));
  ok(ports.size <= 2, `${ports.size} connections`);
});

test("an engine that accepts connections and answers none is busy, whoever it speaks for", async () => {
  let isBlocked = false;
  await using subject = await serving({
    ...setup,
    start: () => startOpenAiServer({ isBlocked: () => isBlocked }),
  })();
  await subject.engine.describe(never());
  subject.server.fault = { kind: "stall", afterBytes: 10_000 };
  const speech = await subject.engine.speak(saying(sentence, "one"), never());
  isBlocked = true;
  for await (const _ of speech.audio) {
    deepEqual(await subject.engine.health(never()), { state: "busy" });
    break;
  }
  deepEqual(await subject.engine.health(never()), { state: "busy" });
  isBlocked = false;
  deepEqual(await subject.engine.health(never()), { state: "ready" });
});

test("an API key comes from a file or from the environment", async () => {
  const folder = await mkdtemp(join(tmpdir(), "club-key-"));
  try {
    await writeFile(join(folder, "key"), "from-file\n");
    process.env["CLUB_TEST_KEY"] = "from-environment";
    for (const [more, secret] of [
      [{ api_key_file: join(folder, "key") }, "from-file"],
      [{ api_key_env: "CLUB_TEST_KEY" }, "from-environment"],
    ] as const) {
      await using subject = await serving({ ...setup, settings: settingsOf(more) })();
      await collect(await subject.engine.speak(saying("key", "one"), never()));
      equal(subject.server.requests[0]?.headers["authorization"], `Bearer ${secret}`);
    }
  } finally {
    delete process.env["CLUB_TEST_KEY"];
    await rm(folder, { recursive: true });
  }
});

test("the owner's choice of voices, aliases, default and features goes before the server's", async () => {
  await using subject = await serving({
    ...setup,
    settings: settingsOf({
      voices: ["two"],
      voice: "two",
      aliases: { alloy: "two" },
      features: [],
      languages: ["en-US"],
      max_input_characters: 300,
    }),
  })();
  deepEqual(await subject.engine.describe(never()), {
    voices: [
      { name: "two", languages: ["en-US"] },
      { name: "alloy", languages: ["en-US"] },
    ],
    aliases: 1,
    defaultVoice: "two",
    features: [],
    parameters: [],
    maxInputCharacters: 300,
  });
  await rejects(subject.engine.speak(saying(sentence, "one"), never()));
  const pcm = await collect(await subject.engine.speak(saying(sentence, "alloy"), never()));
  ok(pcm.equals(toneOf(sentence)));
});

test("a voice that appears on the server is found when it is asked for", async () => {
  const voices = ["one"];
  await using subject = await serving({ ...setup, start: () => startOpenAiServer({ voices }) })();
  const names = async () =>
    (await subject.engine.describe(never())).voices.map((voice) => voice.name);
  ok(!(await names()).includes("two"));
  voices.push("two");
  ok((await names()).includes("two"));
  await collect(await subject.engine.speak(saying(sentence, "two"), never()));
});
