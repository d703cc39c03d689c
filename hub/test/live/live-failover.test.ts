import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Failure } from "@club/shared/wire/failures.ts";
import { type RunningHub, startRunningHub } from "../http/running-hub.ts";
import { pattern, type Script } from "../providers/scripted-agent.ts";
import { spelling } from "./hand-fed-agent.ts";
import { connect } from "./live-client.ts";

const words = "The first sentence is here. The second one is a bit longer than it. ".split(
  /(?<= )/,
);

test("a provider that dies in mid-sentence is not heard", async (t) => {
  const expected = await speakWith(t, async (hub) => {
    await hub.attach(spelling().script);
  });
  const { audio, hub } = await speakWith(t, async (one) => {
    await one.attach(dying, { name: "a-dies", service: { slots: 4 } });
    await one.attach(spelling().script, { name: "b-goes-on", service: { slots: 1 } });
  });
  assert.equal(audio.length, words.join("").length * 240);
  assert.ok(audio.equals(expected.audio));
  const { data } = (await (await hub.ask("/v1/history")).json()) as {
    data: { input: string; recovered: boolean; status: string }[];
  };
  assert.equal(data.length, 1);
  assert.equal(data[0]?.input, words.join(""));
  assert.equal(data[0]?.recovered, true);
  assert.equal(data[0]?.status, "completed");
});

/** Gives a thousand samples of any sentence, and fails. */
const dying: Script = async (stream) => {
  stream.accept({ rateHz: 24_000, channels: 1 });
  stream.write(pattern(0, 2_000));
  await new Promise((resolve) => setImmediate(resolve));
  stream.fail(new Failure("ENGINE_FAILED", "out of memory"));
};

async function speakWith(
  t: TestContext,
  attach: (hub: RunningHub) => Promise<void>,
): Promise<{ audio: Buffer; hub: RunningHub }> {
  const hub = await startRunningHub(t);
  await attach(hub);
  const client = await connect(t, `${hub.url}/v1/speak?model=m:v&sample_rate=24000`, {
    authorization: `Token ${hub.key}`,
  });
  for (const text of words) client.send({ type: "Speak", text });
  client.send({ type: "Flush" });
  await client.heard(({ type }) => type === "Flushed");
  return { audio: Buffer.concat(client.audio), hub };
}
