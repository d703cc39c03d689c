import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { playedSeconds, probeAudio } from "../harness/audio-file.ts";
import { lastEntry } from "../harness/requests.ts";
import { runPython } from "../harness/run-python.ts";
import { startClub } from "../harness/test-club.ts";

// As custom_components/openai_tts/openaitts_engine.py of 3.7 asks: with urllib, for MP3, which Home
// Assistant then has ffmpeg convert for its speakers.
test("Home Assistant's openai_tts gets the MP3 that it asks for", async (t) => {
  const club = await startClub(t, { hubOptions: ["--transcode", "mp3"] });
  await club.startAgent();
  const path = join(club.folder, "speech.mp3");
  const url = `${club.hub.url}/v1/audio/speech`;
  const type = await runPython(fetchSpeech, { url, key: club.member, path });
  assert.equal(type.trim(), "audio/mpeg");
  assert.equal((await probeAudio(path)).codec, "mp3");
  const { audio_seconds: spoken, voice } = await lastEntry(club);
  assert.equal(voice, "shimmer");
  assert.ok(Math.abs((await playedSeconds(path)) - spoken) < 0.1);
});

const fetchSpeech = `
from urllib.request import Request, urlopen

body = {
    "model": "espeak-ng",
    "input": "The washing machine has finished.",
    "voice": "shimmer",
    "response_format": "mp3",
    "speed": 1.0,
}
headers = {
    "Content-Type": "application/json",
    "User-Agent": "HomeAssistant-OpenAI-TTS",
    "Authorization": "Bearer " + argument["key"],
}
request = Request(argument["url"], json.dumps(body).encode(), headers, method="POST")
with urlopen(request, timeout=30) as response, open(argument["path"], "wb") as file:
    file.write(response.read())
    print(response.headers["Content-Type"])
`;
