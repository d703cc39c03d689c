import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutClient } from "../harness/client-programs.ts";
import { firstText, spokenTexts } from "../harness/live-speech.ts";
import { runPython } from "../harness/run-python.ts";
import { startClub } from "../harness/test-club.ts";
import { startTlsFront } from "../harness/tls-front.ts";

const skip = withoutClient("vendors");

test("ElevenLabs' Python SDK lists, speaks, and gets times", { skip }, async (t) => {
  const club = await startClub(t);
  await club.startAgent();
  const argument = { base_url: club.hub.url, api_key: club.member, text: firstText };
  const said = JSON.parse(await runPython(elevenLabs, argument, "vendors")) as ElevenLabsSaid;
  assert.deepEqual(said.models, ["espeak-ng"]);
  assert.ok(said.voices.includes("espeak-ng:en-us"));
  const entries = await spokenTexts(club);
  for (const { input } of entries) assert.equal(input.trim(), firstText);
  const spoken = entries[0]?.audio_seconds ?? assert.fail();
  for (const seconds of [said.convert, said.stream, said.withTimestamps, said.streamed]) {
    assert.ok(Math.abs(seconds - spoken) < 0.01, `${seconds} of ${spoken} s`);
  }
  assert.equal(said.characters, firstText);
});

test("ElevenLabs' convert_realtime, which insists on TLS, speaks as it is written", {
  skip,
}, async (t) => {
  const club = await startClub(t);
  await club.startAgent();
  const { url, certificate } = await startTlsFront(t, club);
  const argument = {
    base_url: url,
    api_key: club.member,
    text: firstText,
    certificate,
  };
  const seconds = Number(await runPython(realtime, argument, "vendors"));
  const [session] = await spokenTexts(club);
  assert.equal(session?.input.trim(), firstText);
  const spoken = session.audio_seconds;
  assert.ok(Math.abs(seconds - spoken) < 0.01, `${seconds} of ${spoken} s`);
});

test("Deepgram's Python SDK speaks, flushes, clears, and speaks again", { skip }, async (t) => {
  const club = await startClub(t);
  await club.startAgent();
  const argument = { url: club.hub.url, api_key: club.member, text: firstText };
  const said = JSON.parse(await runPython(deepgram, argument, "vendors")) as DeepgramSaid;
  const sessions = await spokenTexts(club);
  const spoken = sessions[0]?.audio_seconds ?? assert.fail();
  assert.ok(Math.abs(said.http - spoken) < 0.01, `${said.http} of ${spoken} s`);
  assert.deepEqual(said.kinds, ["Metadata", "Flushed", "Flushed", "Cleared", "Flushed"]);
  assert.equal(said.afterClear, 0);
  assert.ok(Math.abs(said.last - spoken) < 0.05, `${said.last} of ${spoken} s`);
});

type ElevenLabsSaid = {
  readonly models: readonly string[];
  readonly voices: readonly string[];
  readonly convert: number;
  readonly stream: number;
  readonly withTimestamps: number;
  readonly streamed: number;
  readonly characters: string;
};

type DeepgramSaid = {
  readonly http: number;
  readonly kinds: readonly string[];
  readonly afterClear: number;
  readonly last: number;
};

const elevenLabs = `
import base64
from elevenlabs.client import ElevenLabs

client = ElevenLabs(base_url=argument["base_url"], api_key=argument["api_key"])
said = {"voice_id": "espeak-ng:en-us", "model_id": "espeak-ng", "text": argument["text"],
        "output_format": "pcm_24000"}
speech = client.text_to_speech
seconds = lambda size: size / 2 / 24_000
size = lambda parts: sum(len(part) for part in parts)
decoded = lambda part: base64.b64decode(part.audio_base_64)
timed = speech.convert_with_timestamps(**said)
streamed = list(speech.stream_with_timestamps(**said))
print(json.dumps({
    "models": [model.model_id for model in client.models.list()],
    "voices": [voice.voice_id for voice in client.voices.get_all().voices],
    "convert": seconds(size(speech.convert(**said))),
    "stream": seconds(size(speech.stream(**said))),
    "withTimestamps": seconds(len(decoded(timed))),
    "streamed": seconds(size(decoded(part) for part in streamed)),
    "characters": "".join(timed.alignment.characters),
}))
`;

const realtime = `
import os, time
os.environ["SSL_CERT_FILE"] = argument["certificate"]
from elevenlabs.client import ElevenLabs

def words():
    for word in argument["text"].split(" "):
        yield word + " "
        time.sleep(1 / 30)

client = ElevenLabs(base_url=argument["base_url"], api_key=argument["api_key"])
audio = client.text_to_speech.convert_realtime(
    voice_id="espeak-ng:en-us", text=words(), model_id="espeak-ng", output_format="pcm_24000")
print(sum(len(part) for part in audio) / 2 / 24_000)
`;

const deepgram = `
import threading
from deepgram import DeepgramClient
from deepgram.core.events import EventType
from deepgram.environment import DeepgramClientEnvironment
from deepgram.speak.v1.types import SpeakV1Text

url = argument["url"]
ws = url.replace("http", "ws")
client = DeepgramClient(
    api_key=argument["api_key"],
    environment=DeepgramClientEnvironment(base=url, production=ws, agent=ws, agent_rest=url),
)
voice = {"model": "espeak-ng:en-us", "encoding": "linear16", "sample_rate": 24000}
http = client.speak.v1.audio.generate(text=argument["text"], container="none", **voice)
http_seconds = sum(len(part) for part in http) / 2 / 24_000

kinds, sizes = [], [0]
with client.speak.v1.connect(**voice) as connection:
    def wait_for(kind):
        while True:
            message = connection.recv()
            if isinstance(message, bytes):
                sizes[-1] += len(message)
                continue
            kinds.append(message.type)
            if message.type == kind:
                sizes.append(0)
                return
    def say(text):
        for word in text.split(" "):
            connection.send_text(SpeakV1Text(text=word + " "))
        connection.send_flush()
    say("Good morning.")
    wait_for("Flushed")
    say("And good night.")
    wait_for("Flushed")
    connection.send_text(SpeakV1Text(text="I am going to count to a thousand, which takes a while. "))
    connection.send_flush()
    connection.send_clear()
    wait_for("Cleared")
    say(argument["text"])
    wait_for("Flushed")
    connection.send_close()
last = sizes[-2]
print(json.dumps({"http": http_seconds, "kinds": kinds, "afterClear": 0 if last else -1,
                  "last": last / 2 / 24_000}))
`;
