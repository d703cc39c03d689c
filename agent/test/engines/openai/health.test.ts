import { deepEqual, equal } from "node:assert/strict";
import { suite, test } from "node:test";
import { createEngine } from "../../../src/engines/create-engine.ts";
import { knownServers } from "../../../src/engines/known-servers.ts";
import { serviceConfigSchema } from "../../../src/engines/service-config-schema.ts";
import { never } from "../contract.ts";
import { type Reply, startSpeechServer } from "../stand-ins/speech-server.ts";

/** What other programs answer to everything. */
const others: Readonly<Record<string, Reply>> = {
  "a web page": { headers: { "content-type": "text/html" }, body: "<!doctype html><h1>Hi</h1>" },
  "JSON of another kind": { headers: { "content-type": "application/json" }, body: '{"ok": true}' },
  "nothing that it knows": { status: 404, body: "404 page not found" },
};

suite("the health of a known server", () => {
  for (const { engine: kind, server: known } of knownServers) {
    test(`${known.title} (${known.name}) is not taken for what any other program is`, async () => {
      for (const [name, reply] of Object.entries(others)) {
        await using server = await startSpeechServer({ speech: {}, missing: () => reply });
        const engine = engineFor(kind, known.name, server.url);
        const expected = { state: "down", reason: "Another program answers at this address." };
        deepEqual(await engine.health(never()), expected, name);
      }
    });

    test(`${known.title} (${known.name}) may refuse the key, or be loading`, async () => {
      let status = 401;
      await using server = await startSpeechServer({ speech: {}, missing: () => ({ status }) });
      const engine = engineFor(kind, known.name, server.url);
      const refused = { state: "down", reason: "The speech server refuses the key." };
      deepEqual(await engine.health(never()), refused);
      status = 503;
      equal((await engine.health(never())).state, "loading");
    });
  }
});

function engineFor(engine: string, preset: string, url: string) {
  const settings = engine === "riva" ? {} : { preset };
  return createEngine(serviceConfigSchema.parse({ engine, model: "m", url, ...settings }));
}
