import { equal, match, ok } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { suite, test } from "node:test";
import { startOpenAiServer } from "../engines/stand-ins/openai-server.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { run } from "./run-command.ts";

suite("test", () => {
  test("speaks through espeak-ng without any configuration, to a WAV with true sizes", async () => {
    await using folder = await temporaryFolder();
    const wav = join(folder.path, "speech.wav");
    const { code, err } = await run(["test", "Hello there", "--output", wav], folder.path);
    equal(code, 0, err);
    match(err, /^espeak-ng spoke for \d\.\d\d s at 22050 Hz to .*first audio after \d+ ms/);
    const bytes = await readFile(wav);
    equal(bytes.readUInt32LE(40), bytes.byteLength - 44);
    const probe = ["-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", wav];
    equal(execFileSync("ffprobe", probe).toString().trim(), "pcm_s16le");
  });

  test("speaks through the service of a model, with a voice", async () => {
    await using folder = await temporaryFolder();
    await using server = await startOpenAiServer();
    const config = join(folder.path, "agent.yaml");
    await writeFile(
      config,
      `services:\n  - {engine: espeak-ng}\n  - {engine: openai, model: tone, url: "${server.baseUrl}"}\n`,
    );
    const wav = join(folder.path, "speech.wav");
    const flags = ["--config", config, "--model", "tone", "--voice", "two", "--output", wav];
    const { code, err } = await run(["test", "Hello", ...flags], folder.path);
    equal(code, 0, err);
    ok((await readFile(wav)).subarray(44).equals(server.pcmOf("Hello")));
  });

  test("says which models there are, and which line of the configuration is wrong", async () => {
    await using folder = await temporaryFolder();
    const unknown = await run(["test", "Hello", "--model", "nobody"], folder.path);
    equal(unknown.code, 2);
    match(unknown.err, /no service of the model nobody; there are: espeak-ng/);
    const config = join(folder.path, "agent.yaml");
    await writeFile(config, "services:\n  - engine: espeak-ng\n    speed: 2\n");
    const wrong = await run(["test", "Hello", "--config", config], folder.path);
    match(wrong.err, /agent\.yaml:\d.*does not know speed/);
  });

  test("says so when the service fails", async () => {
    await using folder = await temporaryFolder();
    const { code, err } = await run(["test", "Hello", "--voice", "nobody"], folder.path);
    equal(code, 1);
    match(err, /There is no voice nobody/);
  });
});
