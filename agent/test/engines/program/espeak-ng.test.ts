import { deepEqual, equal, ok } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { suite, test } from "node:test";
import { createEngine } from "../../../src/engines/create-engine.ts";
import { findServices } from "../../../src/engines/find.ts";
import { parseVoices } from "../../../src/engines/program/espeak-ng.ts";
import { serviceConfigSchema } from "../../../src/engines/service-config-schema.ts";
import { collect, never, saying, sentence, speakingContract } from "../contract.ts";
import { gone, subjectOf } from "./program-subject.ts";

const start = subjectOf({ engine: "espeak-ng" }, { voice: "de", rateHz: 22_050 });
speakingContract("espeak-ng", start);

suite("espeak-ng", () => {
  test("is what can be served without any configuration", async () => {
    const [config] = await findServices();
    deepEqual([config?.engine, config?.model], ["espeak-ng", "espeak-ng"]);
  });

  test("says the same as the program itself, sample for sample", async () => {
    await using subject = await start();
    const text = "Pack my box with five dozen liquor jugs.";
    const wav = execFileSync("espeak-ng", ["--stdin", "--stdout", "-ven-us"], { input: text });
    const spoken = await collect(await subject.engine.speak(saying(text, "en-us"), never()));
    ok(spoken.equals(wav.subarray(44)));
  });

  test("speaks faster at a higher speed", async () => {
    await using subject = await start();
    const bytes = async (speed: number) =>
      (await collect(await subject.engine.speak(saying(sentence, "en-us", { speed }), never())))
        .byteLength;
    ok((await bytes(2)) < 0.7 * (await bytes(1)));
  });

  test("reads every text as text: no option, no phoneme code, no command", async () => {
    await using subject = await start();
    const spoken = async (text: string) =>
      await collect(await subject.engine.speak(saying(text, "en-us"), never()));
    for (const text of [
      "-w /tmp/x",
      "--help",
      "$(exit 1)",
      "`id`",
      "a\0b",
      "👋 你好",
      "<speak>hi</speak>",
    ]) {
      ok((await spoken(text)).byteLength > 0, text);
    }
    ok(!(await spoken("Hello [[h@l'oU]] there")).equals(await spoken("Hello  there")));
  });

  test("takes 200,000 characters, and stops within them when it is left", async () => {
    await using subject = await start();
    const text = sentence.repeat(4_500);
    const speech = await subject.engine.speak(saying(text, "en-us"), never());
    for await (const _ of speech.audio) break;
    await gone("espeak-ng");
  });

  test("has voices by language, without those of mbrola and without doubles", () => {
    const table = `Pty Language       Age/Gender VoiceName          File                 Other Languages
 5  yue             --/M      Chinese_(Cantonese) sit/yue              (zh-yue 5)(zh 8)
 5  yue             --/M      Chinese_(latin)     sit/yue-Latn         (zh-yue 5)
 2  en-us           --/M      English_(America)  gmw/en-US            (en 3)
 5  chr-US-Qaaa-x-west --/M   Cherokee_          iro/chr
 5  en-us           --/F      us-mbrola-1        mb/mb-us1            `;
    deepEqual(parseVoices(table), [
      { name: "yue", languages: ["yue"] },
      { name: "sit/yue-Latn", languages: ["yue"] },
      { name: "en-us", languages: ["en-us"] },
      { name: "iro/chr", languages: ["chr-US-Qaaa-x-west"] },
    ]);
  });

  test("takes its voices that go by their files", async () => {
    await using subject = await start();
    const { voices } = await subject.engine.describe(never());
    const byFile = voices.filter(({ name }) => name.includes("/"));
    ok(byFile.some(({ languages }) => /[A-Z]/.test(languages[0] ?? "")));
    for (const { name } of byFile) execFileSync("espeak-ng", ["-q", "-v", name, "a"]);
  });

  test("speaks the language that is asked for when no voice is", async () => {
    await using subject = await start();
    const german = await collect(await subject.engine.speak(saying(sentence, "de"), never()));
    const asked = saying(sentence, undefined, { language: "de-DE" });
    ok(german.equals(await collect(await subject.engine.speak(asked, never()))));
  });

  test("is down when the program is not there", async () => {
    const settings = { engine: "espeak-ng", program: "/nowhere/espeak-ng" };
    const engine = createEngine(serviceConfigSchema.parse(settings));
    equal((await engine.health(never())).state, "down");
  });
});
