import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { startRunningHub } from "../http/running-hub.ts";
import { bytesPerCharacter, spelling } from "./hand-fed-agent.ts";

const wavHeaderBytes = 44;

for (const method of ["POST", "PUT"] as const) {
  test(`the first sentence of a ${method} is heard while the second is still being written`, async (t) => {
    const hub = await startRunningHub(t);
    const engine = spelling();
    await hub.attach(engine.script);
    const asking = request(`${hub.url}/v1/audio/speech?model=m&speed=1.5&note=7`, {
      method,
      headers: { authorization: `Bearer ${hub.key}`, "content-type": "text/plain" },
    });
    for (const word of ["This is ", "the first ", "sentence. "]) asking.write(word);
    const [answer] = (await once(asking, "response")) as [IncomingMessage];
    assert.equal(answer.statusCode, 200);
    assert.deepEqual(engine.texts, ["This is the first sentence. "]);
    for (const word of ["And here ", "is the ", "other one."]) asking.write(word);
    asking.end();
    const bytes = await buffer(answer);
    const whole = "This is the first sentence. And here is the other one.";
    assert.equal(engine.texts.join(""), whole);
    assert.equal(bytes.length - wavHeaderBytes, whole.length * bytesPerCharacter);
    const history = (await (await hub.ask("/v1/history")).json()) as {
      data: { input: string; characters: number; status: string }[];
    };
    assert.equal(history.data[0]?.input, whole);
    assert.equal(history.data[0]?.characters, whole.length);
    assert.equal(history.data[0]?.status, "completed");
  });
}

test("curl -T - speaks what a program writes", async (t) => {
  const hub = await startRunningHub(t);
  const engine = spelling();
  await hub.attach(engine.script);
  const url = `${hub.url}/v1/audio/speech?model=m&response_format=pcm`;
  const curl = spawn("curl", ["-sS", "-T", "-", "-H", `authorization: Bearer ${hub.key}`, url]);
  const parts: Buffer[] = [];
  curl.stdout.on("data", (part: Buffer) => parts.push(part));
  curl.stdin.write("Hello from a pipe, which is ");
  curl.stdin.end("cut ☃ in two.");
  await once(curl, "close");
  const text = "Hello from a pipe, which is cut ☃ in two.";
  assert.equal(engine.texts.join(""), text);
  assert.equal(Buffer.concat(parts).length, text.length * bytesPerCharacter);
});

test("a streamed text is refused without words, with a wrong field, and when it is too long", async (t) => {
  const hub = await startRunningHub(t, { maxInputCharacters: 100 });
  await hub.attach(spelling().script);
  const put = async (query: string, body: string): Promise<{ status: number; param: unknown }> => {
    const answer = await fetch(`${hub.url}/v1/audio/speech?${query}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${hub.key}` },
      body,
    });
    const { error } = (await answer.json()) as { error: { param: unknown } };
    return { status: answer.status, param: error.param };
  };
  assert.deepEqual(await put("model=m", " … "), { status: 400, param: null });
  assert.deepEqual(await put("voice=v", "Hello."), { status: 400, param: "model" });
  assert.deepEqual(await put("model=m&speed=9", "Hello."), { status: 400, param: "speed" });
  assert.deepEqual(await put("model=m", "a ".repeat(51)), { status: 413, param: null });
});
