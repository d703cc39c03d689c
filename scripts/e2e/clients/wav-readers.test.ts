import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { execa } from "execa";
// oxlint-disable-next-line import/default -- it is CommonJS, whose names are not found by importing them
import wavefile from "wavefile";
import { lastEntry, speak } from "../harness/requests.ts";
import { runPython } from "../harness/run-python.ts";
import { startClub } from "../harness/test-club.ts";

// oxlint-disable-next-line import/no-named-as-default-member -- as above
const { WaveFile } = wavefile;

/** Each believes what the header says of the length. */
const readers: Readonly<Record<string, (file: string) => Promise<number>>> = {
  "Python's wave": async (file) => Number(await runPython(waveSeconds, { file })),
  "SoX's soxi": async (file) => Number((await execa("soxi", ["-D", file])).stdout),
  "node's wavefile": async (file) => {
    const wav = new WaveFile(await readFile(file));
    const { sampleRate } = wav.fmt as { readonly sampleRate: number };
    return wav.getSamples(false, Int16Array).length / sampleRate;
  },
};

test("readers that believe a WAV's header read what is complete before it is sent", async (t) => {
  const club = await startClub(t);
  await club.startAgent();
  const file = join(club.folder, "speech.wav");
  const response = await speak(club, {
    model: "espeak-ng",
    input: "Good morning. It is half past seven, and the bread is still warm.",
    stream: false,
  });
  const bytes = await response.bytes();
  assert.equal(response.headers.get("content-length"), String(bytes.length));
  await writeFile(file, bytes);
  const { audio_seconds: spoken } = await lastEntry(club);

  for (const [name, readSeconds] of Object.entries(readers)) {
    await t.test(name, async () => {
      const seconds = await readSeconds(file);
      assert.ok(Math.abs(seconds - spoken) < 0.001, `${seconds} of ${spoken} s`);
    });
  }
});

const waveSeconds = `
import wave
with wave.open(argument["file"]) as file:
    frames = file.getnframes()
    assert len(file.readframes(frames)) == frames * file.getsampwidth() * file.getnchannels()
    print(frames / file.getframerate())
`;
