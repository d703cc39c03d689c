import assert from "node:assert/strict";
import { test } from "node:test";
import { programOf, withoutClient } from "../harness/client-programs.ts";
import { freePort } from "../../../shared/test/free-port.ts";
import { untilListening } from "../harness/until-listening.ts";
import { lastEntry } from "../harness/requests.ts";
import { runPython } from "../harness/run-python.ts";
import { startClub } from "../harness/test-club.ts";
import { startProcess } from "../../processes/running-process.ts";

test("Home Assistant's voice pipeline speaks through wyoming_openai", {
  skip: withoutClient("wyoming-openai"),
}, async (t) => {
  const club = await startClub(t);
  await club.startAgent();
  const port = await freePort();
  await using bridge = startProcess(
    "wyoming_openai",
    programOf("wyoming-openai"),
    ["-m", "wyoming_openai"],
    {
      env: {
        WYOMING_URI: `tcp://127.0.0.1:${port}`,
        TTS_OPENAI_URL: `${club.hub.url}/v1`,
        TTS_OPENAI_KEY: club.member,
        TTS_MODELS: "espeak-ng",
        TTS_VOICES: "en-us de",
      },
    },
  );
  await untilListening(bridge, port);

  const heard = JSON.parse(await runPython(converse, { port }, "wyoming-openai")) as Heard;
  const { audio_seconds: spoken, voice } = await lastEntry(club);
  assert.deepEqual([heard.voices, voice], [["en-us", "de"], "de"]);
  assert.deepEqual([heard.rate, heard.width, heard.channels], [22_050, 2, 1]);
  const seconds = heard.bytes / 2 / 22_050;
  assert.ok(Math.abs(seconds - spoken) < 0.001, `${seconds} of ${spoken} s`);
});

type Heard = {
  readonly voices: readonly string[];
  readonly rate: number;
  readonly width: number;
  readonly channels: number;
  readonly bytes: number;
};

const converse = `
import asyncio
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.info import Describe, Info
from wyoming.tts import Synthesize, SynthesizeVoice

async def main():
    async with AsyncTcpClient("127.0.0.1", argument["port"]) as client:
        await client.write_event(Describe().event())
        info = Info.from_event(await client.read_event())
        voices = [voice.name for program in info.tts for voice in program.voices]
        request = Synthesize(text="Guten Morgen. Es ist halb acht.", voice=SynthesizeVoice(name="de"))
        await client.write_event(request.event())
        start, size = None, 0
        while True:
            event = await client.read_event()
            if event is None or AudioStop.is_type(event.type):
                break
            if AudioStart.is_type(event.type):
                start = AudioStart.from_event(event)
            if AudioChunk.is_type(event.type):
                size += len(AudioChunk.from_event(event).audio)
        print(json.dumps({"voices": voices, "rate": start.rate, "width": start.width,
                          "channels": start.channels, "bytes": size}))

asyncio.run(main())
`;
