import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { playedSeconds, probeAudio } from "../harness/audio-file.ts";
import { type HistoryEntry, get } from "../harness/requests.ts";
import { runPython } from "../harness/run-python.ts";
import { startClub } from "../harness/test-club.ts";

// As openai_tts_provider.py of February 2026 asks: OpenAI's SDK, a chapter in pieces of 1,800
// characters, whose answers it writes into one file, one behind the other.
test("epub_to_audiobook joins its chapters' pieces into one MP3", async (t) => {
  const club = await startClub(t, { hubOptions: ["--transcode", "mp3"] });
  await club.startAgent();
  const path = join(club.folder, "chapter.mp3");
  const argument = { base_url: `${club.hub.url}/v1`, api_key: club.member, path };
  await runPython(readChapter, argument);
  assert.equal((await probeAudio(path)).codec, "mp3");
  const { data } = await get<{ data: HistoryEntry[] }>(club, "/v1/history");
  const spoken = data.reduce((sum, entry) => sum + entry.audio_seconds, 0);
  const seconds = await playedSeconds(path);
  assert.equal(data.length, 3);
  assert.ok(Math.abs(seconds - spoken) < 0.1 * data.length, `${seconds} of ${spoken} s`);
});

const readChapter = `
from openai import OpenAI

client = OpenAI(base_url=argument["base_url"], api_key=argument["api_key"], max_retries=4)
pieces = ["Chapter one. It was a dark night.", "The wind blew from the sea.", "Nobody slept."]
with open(argument["path"], "wb") as file:
    for piece in pieces:
        response = client.audio.speech.create(
            model="espeak-ng",
            voice="alloy",
            speed=1.0,
            instructions=None,
            input=piece,
            response_format="mp3",
        )
        file.write(response.content)
`;
