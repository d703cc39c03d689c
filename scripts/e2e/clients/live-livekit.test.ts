import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutClient } from "../harness/client-programs.ts";
import {
  assertSpokenOnce,
  firstText,
  interruptedText,
  lastText,
  paceWords,
  spokenTexts,
} from "../harness/live-speech.ts";
import { runPython } from "../harness/run-python.ts";
import { type TestClub, startClub } from "../harness/test-club.ts";

type Plugin = {
  readonly name: string;
  readonly options: (club: TestClub) => Readonly<Record<string, unknown>>;
};

const plugins: readonly Plugin[] = [
  {
    name: "elevenlabs",
    options: ({ hub, member }) => ({
      base_url: `${hub.url}/v1`,
      api_key: member,
      voice_id: "espeak-ng:en-us",
      model: "espeak-ng",
    }),
  },
  {
    name: "deepgram",
    options: ({ hub, member }) => ({
      base_url: `${hub.url}/v1/speak`,
      api_key: member,
      model: "espeak-ng:en-us",
    }),
  },
];

for (const plugin of plugins) {
  test(`LiveKit's ${plugin.name} plugin speaks as it is written, is interrupted, and goes on`, {
    skip: withoutClient("livekit"),
  }, async (t) => {
    const club = await startClub(t);
    await club.startAgent();
    const argument = {
      plugin: plugin.name,
      options: plugin.options(club),
      texts: { first: firstText, interrupted: interruptedText, last: lastText },
    };
    const heard = JSON.parse(await runPython(converse, argument, "livekit")) as Heard;
    const entries = await spokenTexts(club);
    assertSpokenOnce(entries);
    assert.ok(heard.interrupted > 0);
    const spoken = entries.at(-1)?.audio_seconds ?? assert.fail();
    assert.ok(Math.abs(heard.last - spoken) < codecSlackSeconds, `${heard.last} of ${spoken} s`);
  });
}

/** ElevenLabs' plugin takes MP3. */
const codecSlackSeconds = 0.15;

type Heard = { readonly first: number; readonly interrupted: number; readonly last: number };

const converse = `${paceWords}
import importlib
import aiohttp

async def say(tts, text, interrupt):
    seconds = 0
    stream = tts.stream()

    async def write():
        async for word in words(text):
            stream.push_text(word)
        stream.end_input()

    writing = asyncio.create_task(write())
    async for audio in stream:
        seconds += audio.frame.duration
        if interrupt:
            break
    writing.cancel()
    await stream.aclose()
    return seconds

async def main():
    module = importlib.import_module("livekit.plugins." + argument["plugin"])
    async with aiohttp.ClientSession() as session:
        tts = module.TTS(http_session=session, **argument["options"])
        heard = {
            name: await say(tts, text, name == "interrupted")
            for name, text in argument["texts"].items()
        }
        await tts.aclose()
    print(json.dumps(heard))

asyncio.run(main())
`;
