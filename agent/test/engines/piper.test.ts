import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { collect, engineContract, never, saying, sentence } from "./contract.ts";
import { serving } from "./serve.ts";
import { startPiper, startPiper14, startRhasspyPiper } from "./stand-ins/piper.ts";
import { bodyOf } from "./stand-ins/replies.ts";

const common = {
  settings: (server: { readonly url: string }) => ({ engine: "piper", url: `${server.url}/` }),
  format: { rateHz: 22_050, channels: 1 },
};
const voice = "en_US-lessac-medium";

engineContract("piper1-gpl", serving({ ...common, start: startPiper, voice }));
engineContract("piper1-gpl before 1.5", serving({ ...common, start: startPiper14, voice }));
engineContract("rhasspy's Piper", serving({ ...common, start: startRhasspyPiper }));

test("Piper's speakers are voices of their own, and its pace is the length of sounds", async () => {
  await using subject = await serving({ ...common, start: startPiper })();
  const { voices } = await subject.engine.describe(never());
  deepEqual(voices.slice(0, 4), [
    { name: "en_US-lessac-medium", languages: ["en-US"] },
    { name: "en_GB-vctk-medium", languages: ["en-gb-x-rp"] },
    { name: "en_GB-vctk-medium:p239", languages: ["en-gb-x-rp"] },
    { name: "en_GB-vctk-medium:p236", languages: ["en-gb-x-rp"] },
  ]);
  const utterance = saying(sentence, "en_GB-vctk-medium:p236", { speed: 2 });
  await collect(await subject.engine.speak(utterance, never()));
  deepEqual(bodyOf(subject.server.requests[0]!), {
    text: sentence,
    voice: "en_GB-vctk-medium",
    speaker: "p236",
    length_scale: 0.5,
  });
});

test("rhasspy's Piper is given the bare text, in UTF-8", async () => {
  await using subject = await serving({ ...common, start: startRhasspyPiper })();
  await collect(await subject.engine.speak(saying("Grüße, 你好 👋"), never()));
  equal(subject.server.requests[0]?.body.toString("utf8"), "Grüße, 你好 👋");
});
