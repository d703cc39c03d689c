import { equal, ok } from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { suite, test } from "node:test";
import { promisify } from "node:util";
import { wavHeader } from "@club/shared/audio/wav-header.ts";
import { loudnessOf } from "../../../src/long-form/checks/loudness.ts";
import { samplesOf } from "../../../src/long-form/checks/samples.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import { spoken, toneBetween } from "../mastering/spoken.ts";

const run = promisify(execFile);

suite("loudness", () => {
  for (const rateHz of [8_000, 16_000, 22_050, 24_000, 44_100, 48_000]) {
    test(`at ${rateHz} Hz is what ffmpeg's ebur128 measures`, async (t) => {
      const text = "The harbour lay still under a thin layer of mist. Only the gulls were awake!";
      const path = join(await temporaryFolder(t), "speech.wav");
      const speech = await spoken(text, "en", 140);
      const format = { rateHz: 22_050, channels: 1 };
      await writeFile(path, Buffer.concat([wavHeader(format, speech.byteLength), speech]));
      const options = { encoding: "buffer", maxBuffer: 16 * 1024 * 1024 } as const;
      const args = ["-v", "error", "-i", path, "-ar", String(rateHz), "-f", "s16le", "-"];
      const { stdout: pcm } = await run("ffmpeg", args, options);
      await writeFile(
        path,
        Buffer.concat([wavHeader({ rateHz, channels: 1 }, pcm.byteLength), pcm]),
      );
      const report = await run("ffmpeg", [
        "-nostats",
        "-i",
        path,
        "-af",
        "ebur128",
        "-f",
        "null",
        "-",
      ]);
      const [, theirs] = /Summary:[^]*I:\s+(-?[\d.]+) LUFS/.exec(report.stderr) ?? [];
      const ours = loudnessOf(samplesOf(pcm), rateHz) ?? 0;
      ok(Math.abs(ours - Number(theirs)) <= 0.15, `${ours} against ${theirs} LUFS`);
    });
  }

  test("of a 997 Hz sine at full scale is -3.01 LUFS, as BS.1770 has it", () => {
    const sine = toneBetween(48_000, [0, 3_000, 0], 1, 997);
    ok(Math.abs((loudnessOf(samplesOf(sine), 48_000) ?? 0) + 3.01) < 0.02);
  });

  test("of less than a block is its own, and of nothing none", () => {
    const sine = toneBetween(24_000, [0, 90, 0], 0.5, 997);
    ok(Math.abs((loudnessOf(samplesOf(sine), 24_000) ?? 0) + 9.03) < 0.3);
    equal(loudnessOf(new Int16Array(0), 24_000), undefined);
    equal(loudnessOf(new Int16Array(24_000), 24_000), undefined);
  });
});
