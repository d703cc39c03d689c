import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutClient } from "../harness/client-programs.ts";
import { type HistoryEntry, get } from "../harness/requests.ts";
import { runPython } from "../harness/run-python.ts";
import { startClub } from "../harness/test-club.ts";

test("LiveKit's OpenAI plugin speaks", { skip: withoutClient("livekit") }, async (t) => {
  const club = await startClub(t);
  await club.startAgent();
  const base = { base_url: `${club.hub.url}/v1`, api_key: club.member, model: "espeak-ng" };
  // Without a format it asks for MP3; all come in server-sent events, which carry no content type.
  const formats = [undefined, "opus", "wav", "flac", "aac", "pcm"];
  const asked = formats.map((format) => ({ ...base, response_format: format ?? null }));
  const spoken = JSON.parse(await runPython(synthesize, asked, "livekit")) as Spoken[];
  const { data } = await get<{ data: HistoryEntry[] }>(club, "/v1/history");
  const entries = data.toReversed();

  for (const [i, format] of formats.entries()) {
    await t.test(format === undefined ? "with its defaults" : `in ${format}`, () => {
      const { seconds, rateHz, error } = spoken[i] ?? assert.fail();
      const entry = entries[i] ?? assert.fail();
      assert.deepEqual([error, entry.format, rateHz], [null, format ?? "mp3", 24_000]);
      const offSeconds = Math.abs(seconds - entry.audio_seconds);
      assert.ok(offSeconds < codecSlackSeconds, `${seconds} of ${entry.audio_seconds} s`);
    });
  }
});

type Spoken = {
  readonly seconds: number;
  readonly rateHz: number;
  readonly error: string | null;
};

/** What encoders add at the ends and the plugin's decoder leaves in. */
const codecSlackSeconds = 0.15;

const synthesize = `
import asyncio
from livekit.agents import APIConnectOptions
from livekit.plugins import openai

async def speak(options):
    tts = openai.TTS(**{name: value for name, value in options.items() if value is not None})
    samples, rate, error = 0, 0, None
    once = APIConnectOptions(max_retry=0)
    try:
        async with tts.synthesize("Good morning. It is half past seven.", conn_options=once) as stream:
            async for audio in stream:
                samples += audio.frame.samples_per_channel
                rate = audio.frame.sample_rate
    except Exception as thrown:
        error = repr(thrown)
    await tts.aclose()
    return {"seconds": samples / rate if rate else 0, "rateHz": rate, "error": error}

async def main():
    print(json.dumps([await speak(options) for options in argument]))

asyncio.run(main())
`;
