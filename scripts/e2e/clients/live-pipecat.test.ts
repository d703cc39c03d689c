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

type Service = {
  readonly module: string;
  readonly name: string;
  /** Whether it takes an aiohttp session. */
  readonly isHttp: boolean;
  readonly options: (club: TestClub) => Readonly<Record<string, unknown>>;
  readonly settings: Readonly<Record<string, unknown>>;
};

const elevenLabs = { model: "espeak-ng", voice: "espeak-ng:en-us" };
const deepgram = { voice: "espeak-ng:en-us" };
const wsOrigin = ({ hub }: TestClub): string => hub.url.replace("http", "ws");

const services: readonly Service[] = [
  {
    module: "elevenlabs",
    name: "ElevenLabsTTSService",
    isHttp: false,
    options: (club) => ({ url: wsOrigin(club) }),
    settings: elevenLabs,
  },
  {
    module: "elevenlabs",
    name: "ElevenLabsHttpTTSService",
    isHttp: true,
    options: ({ hub }) => ({ base_url: hub.url }),
    settings: elevenLabs,
  },
  {
    module: "deepgram",
    name: "DeepgramTTSService",
    isHttp: false,
    options: (club) => ({ base_url: wsOrigin(club) }),
    settings: deepgram,
  },
  {
    module: "deepgram",
    name: "DeepgramHttpTTSService",
    isHttp: true,
    options: ({ hub }) => ({ base_url: hub.url }),
    settings: deepgram,
  },
];

for (const { module, name, isHttp, options, settings } of services) {
  test(`Pipecat's ${name} speaks as it is written, is interrupted, and goes on`, {
    skip: withoutClient("pipecat"),
  }, async (t) => {
    const club = await startClub(t);
    await club.startAgent();
    const argument = {
      module,
      name,
      isHttp,
      options: { api_key: club.member, ...options(club) },
      settings,
      texts: [firstText, interruptedText, lastText],
    };
    const heard = JSON.parse(await runPython(converse, argument, "pipecat")) as Heard;
    assert.deepEqual(heard.errors, []);
    assert.ok(heard.seconds.every((seconds) => seconds > 0));
    assertSpokenOnce(await spokenTexts(club));
  });
}

type Heard = { readonly seconds: readonly number[]; readonly errors: readonly string[] };

const converse = `${paceWords}
import importlib
import aiohttp
from pipecat.frames.frames import (
    EndFrame, ErrorFrame, InterruptionFrame, LLMFullResponseEndFrame, LLMFullResponseStartFrame,
    LLMTextFrame, TTSAudioRawFrame, TTSStoppedFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.runner import PipelineRunner
from pipecat.pipeline.task import PipelineTask
from pipecat.processors.frame_processor import FrameProcessor

class Listener(FrameProcessor):
    def __init__(self):
        super().__init__()
        self.seconds, self.errors = 0, []
        self.heard, self.stopped = asyncio.Event(), asyncio.Event()

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        if isinstance(frame, TTSAudioRawFrame):
            self.seconds += len(frame.audio) / 2 / frame.sample_rate
            self.heard.set()
        if isinstance(frame, TTSStoppedFrame):
            self.stopped.set()
        if isinstance(frame, ErrorFrame):
            self.errors.append(frame.error)
        await self.push_frame(frame, direction)

    def begin(self):
        self.seconds = 0
        self.heard.clear()
        self.stopped.clear()

async def run(service):
    before, after = Listener(), Listener()
    task = PipelineTask(Pipeline([before, service, after]))
    running = asyncio.create_task(PipelineRunner(handle_sigint=False).run(task))
    seconds = []
    for turn, text in enumerate(argument["texts"]):
        after.begin()
        await task.queue_frame(LLMFullResponseStartFrame())
        async for word in words(text):
            await task.queue_frame(LLMTextFrame(word))
        await task.queue_frame(LLMFullResponseEndFrame())
        await asyncio.wait_for(after.heard.wait(), 20)
        if turn == 1:
            await task.queue_frame(InterruptionFrame())
        else:
            await asyncio.wait_for(after.stopped.wait(), 20)
        seconds.append(after.seconds)
    await task.queue_frame(EndFrame())
    await running
    print(json.dumps({"seconds": seconds, "errors": before.errors + after.errors}))

async def main():
    module = importlib.import_module(f"pipecat.services.{argument['module']}.tts")
    kind = getattr(module, argument["name"])
    settings = kind.Settings(**argument["settings"])
    async with aiohttp.ClientSession() as session:
        http = {"aiohttp_session": session} if argument["isHttp"] else {}
        await run(kind(settings=settings, **argument["options"], **http))

asyncio.run(main())
`;
