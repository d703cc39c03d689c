import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { Form } from "../../../src/engines/http/form.ts";

test("a form's texts and files arrive to the byte, in their order", async () => {
  const form = new Form();
  form.addText("text", "[S1] Grüß\n[S2] Gott");
  form.addWav("audio_prompt", "prompt.wav", Buffer.from("\r\n\n\x00"));
  const { type, body } = form.encode();
  // Another reader than the one that the engines' stand-ins have.
  const read = await new Response(body, { headers: { "content-type": type } }).formData();
  deepEqual([...read.keys()], ["text", "audio_prompt"]);
  equal(read.get("text"), "[S1] Grüß\n[S2] Gott");
  const file = read.get("audio_prompt");
  if (!(file instanceof File)) throw new Error("no file");
  deepEqual([file.name, file.type, await file.text()], ["prompt.wav", "audio/wav", "\r\n\n\x00"]);
});

test("a name cannot end its own quotes", async () => {
  const form = new Form();
  form.addText('a"; x="', "value");
  const { type, body } = form.encode();
  const read = await new Response(body, { headers: { "content-type": type } }).formData();
  equal([...read.keys()].length, 1);
  equal(body.toString().includes('x="'), false);
});
