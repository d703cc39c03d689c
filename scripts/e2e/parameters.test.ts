import assert from "node:assert/strict";
import { test } from "node:test";
import { startKokoro } from "../../agent/test/engines/stand-ins/kokoro.ts";
import { bodyOf } from "../../agent/test/engines/stand-ins/replies.ts";
import { speak } from "./harness/requests.ts";
import { startClub } from "./harness/test-club.ts";

test("options reach the engine as they are, and the answer names those that did not", async (t) => {
  await using kokoro = await startKokoro();
  const club = await startClub(t);
  const service = { type: "tts", engine: "openai", model: "kokoro", url: `${kokoro.url}/v1` };
  await club.startAgent({ services: [{ ...service, parameters: ["emotion"] }] });
  const taken = {
    lang_code: "b",
    normalization_options: { normalize: false, url_normalization: true },
    emotion: [{ name: "joy", weight: 0.5 }],
  };
  const other = { cfg_scale: 3, instructions: "Softly.", timestamps: ["word"] };
  const response = await speak(club, { model: "kokoro", input: "Hello.", ...taken, ...other });
  assert.equal(response.status, 200);
  const ignored = response.headers.get("x-ignored-parameters")?.split(", ").toSorted();
  assert.deepEqual(ignored, ["cfg_scale", "instructions", "timestamps"]);
  await response.bytes();
  const [request] = kokoro.requests;
  assert.ok(request);
  assert.deepEqual(bodyOf(request), {
    ...taken,
    model: "kokoro",
    input: "Hello.",
    voice: "af_heart",
    response_format: "wav",
    stream: true,
  });
});
