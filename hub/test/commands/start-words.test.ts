import assert from "node:assert/strict";
import { test } from "node:test";
import { loadSettings } from "../../src/config.ts";
import { startWords } from "../../src/commands/start-words.ts";

test("a hub that starts says which formats it makes, and how it makes the others", async () => {
  assert.match(
    await wordsWith({}),
    /Formats +wav, opus, pcm; WAV in place of mp3, aac, flac, unless --transcode all\n/,
  );
  assert.match(await wordsWith({ transcode: "mp3" }), /pcm, mp3; WAV in place of aac, flac,/);
  const all = await wordsWith({ transcode: "all" });
  assert.match(all, /Formats .*mp3/);
  assert.doesNotMatch(all, /in place of/);
});

async function wordsWith(flags: Readonly<Record<string, string>>): Promise<string> {
  const settings = await loadSettings({ flags, environment: {}, data: "data" });
  return String(startWords(settings, "http://hub"));
}
