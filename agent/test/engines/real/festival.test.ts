import { deepEqual, equal } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { createEngine } from "../../../src/engines/create-engine.ts";
import { serviceConfigSchema } from "../../../src/engines/service-config-schema.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import { collect, never, saying, sentence } from "../contract.ts";

const isThere = spawnSync("text2wave", ["-h"]).error === undefined;

test("festival is spoken through to its last sample, though it repeats its header at the end", {
  skip: isThere ? false : "festival is not installed (apt install festival)",
}, async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "speech.wav");
  spawnSync("text2wave", ["-o", file], { input: sentence });
  const config = { engine: "command", model: "festival", command: ["text2wave"] };
  const speech = await createEngine(serviceConfigSchema.parse(config)).speak(
    saying(sentence),
    never(),
  );
  deepEqual(speech.format, { rateHz: 16_000, channels: 1 });
  const wav = await readFile(file);
  equal((await collect(speech)).byteLength, wav.byteLength - 44);
});
