import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { startRunningHub } from "../http/running-hub.ts";
import { until } from "../until.ts";
import { spelling } from "./hand-fed-agent.ts";
import { connect, type LiveClient } from "./live-client.ts";

const sessions = 200;
const mostBytes = 65_536;

test("200 idle sessions hold no slot and less than 64 KiB each, their clients included", async (t) => {
  const hub = await startRunningHub(t);
  const engine = spelling();
  await hub.attach(engine.script, { service: { slots: 1 } });
  const url = `${hub.url}/v1/text-to-speech/m:v/multi-stream-input?output_format=pcm_24000`;
  const key = { "xi-api-key": hub.key };
  const clients: LiveClient[] = [await connect(t, url, key)];
  const before = usedBytes();
  while (clients.length <= sessions) {
    const client = await connect(t, url, key);
    client.send({ text: " ", context_id: "a" });
    clients.push(client);
  }
  const answer = await hub.speak();
  assert.equal(answer.status, 200);
  await answer.bytes();
  const eachBytes = (usedBytes() - before) / sessions;
  t.diagnostic(`${Math.round(eachBytes / 1024)} KiB for each session and its client`);
  assert.ok(eachBytes < mostBytes, `${eachBytes} bytes`);
  const last = clients.at(-1) ?? assert.fail();
  last.send({ text: "And it speaks at once.", context_id: "a", flush: true });
  await until("its audio", () => last.messages.length > 0);
});

/** After a full collection, on the heap and beside it. */
function usedBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
