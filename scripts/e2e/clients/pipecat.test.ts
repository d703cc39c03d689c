import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutClient } from "../harness/client-programs.ts";
import { lastEntry } from "../harness/requests.ts";
import { runPython } from "../harness/run-python.ts";
import { startClub } from "../harness/test-club.ts";

test("Pipecat's OpenAI service speaks in a pipeline", {
  skip: withoutClient("pipecat"),
}, async (t) => {
  const club = await startClub(t);
  await club.startAgent();
  const argument = { base_url: `${club.hub.url}/v1`, api_key: club.member, model: "espeak-ng" };
  const heard = JSON.parse(await runPython(speak, argument, "pipecat")) as Heard;
  const { audio_seconds: spoken, voice, format } = await lastEntry(club);
  assert.deepEqual(heard.errors, []);
  // It allows none but OpenAI's voices, and takes what comes for 24 kHz.
  assert.deepEqual([voice, format, heard.rates], ["alloy", "pcm", [24_000]]);
  const seconds = heard.bytes / 2 / 24_000;
  assert.ok(Math.abs(seconds - spoken) < 0.001, `${seconds} of ${spoken} s`);
});

type Heard = {
  readonly bytes: number;
  readonly rates: readonly number[];
  readonly errors: readonly string[];
};

const speak = `
import asyncio
from pipecat.frames.frames import EndFrame, ErrorFrame, TTSAudioRawFrame, TTSSpeakFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.runner import PipelineRunner
from pipecat.pipeline.task import PipelineTask
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.services.openai.tts import OpenAITTSService

class Listener(FrameProcessor):
    def __init__(self):
        super().__init__()
        self.bytes, self.rates, self.errors = 0, set(), []

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        if isinstance(frame, TTSAudioRawFrame):
            self.bytes += len(frame.audio)
            self.rates.add(frame.sample_rate)
        if isinstance(frame, ErrorFrame):
            self.errors.append(frame.error)
        await self.push_frame(frame, direction)

async def main():
    service = OpenAITTSService(
        base_url=argument["base_url"],
        api_key=argument["api_key"],
        settings=OpenAITTSService.Settings(model=argument["model"]),
    )
    before, after = Listener(), Listener()
    task = PipelineTask(Pipeline([before, service, after]))
    await task.queue_frames([TTSSpeakFrame("Good morning. It is half past seven."), EndFrame()])
    await PipelineRunner(handle_sigint=False).run(task)
    errors = before.errors + after.errors
    print(json.dumps({"bytes": after.bytes, "rates": list(after.rates), "errors": errors}))

asyncio.run(main())
`;
