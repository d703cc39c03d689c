import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { playedSeconds, probeAudio } from "./harness/audio-file.ts";
import { errorCases } from "./harness/error-cases.ts";
import { lastEntry } from "./harness/requests.ts";
import { runPython } from "./harness/run-python.ts";
import { startClub } from "./harness/test-club.ts";

test("OpenAI's Python SDK streams speech to a file, as its documentation shows", async (t) => {
  const club = await startClub(t);
  await club.startAgent();
  for (const [format, codec] of [
    ["wav", "pcm_s16le"],
    ["opus", "opus"],
  ] as const) {
    const path = join(club.folder, `speech.${format}`);
    await runPython(streamToFile, { url: club.hub.url, key: club.member, path, format });
    assert.equal((await probeAudio(path)).codec, codec);
    const { audio_seconds: seconds } = await lastEntry(club);
    assert.ok(Math.abs((await playedSeconds(path)) - seconds) < 0.001);
  }
});

test("the Python SDK raises its own error for each of ours", async (t) => {
  const { club, cases } = await errorCases(t);
  const raised = await runPython(raise, { url: club.hub.url, cases });
  const expected = cases.map(({ errorClass, status, type, param }) => ({
    // The parent of its errors for statuses is called so in Python.
    class: errorClass === "APIError" ? "APIStatusError" : errorClass,
    status,
    type,
    param,
  }));
  assert.deepEqual(JSON.parse(raised), expected);
});

const client = `
from openai import OpenAI
client = OpenAI(base_url=argument["url"] + "/v1", api_key=argument.get("key", "none"), max_retries=0)
`;

const streamToFile = `${client}
with client.audio.speech.with_streaming_response.create(
    model="espeak-ng",
    voice="en-us",
    input="Hello from Python.",
    response_format=argument["format"],
) as response:
    response.stream_to_file(argument["path"])
`;

const raise = `${client}
import openai
from concurrent.futures import ThreadPoolExecutor

def attempt(case):
    body = {"voice": openai.omit, **case["body"]}
    try:
        client.with_options(api_key=case["key"]).audio.speech.create(**body)
        return "none"
    except openai.APIStatusError as error:
        return {
            "class": type(error).__name__,
            "status": error.status_code,
            "type": error.type,
            "param": error.param,
        }

with ThreadPoolExecutor(16) as pool:
    print(json.dumps(list(pool.map(attempt, argument["cases"]))))
`;
