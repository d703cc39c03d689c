import { equal, ok } from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { knownServers } from "../../src/engines/known-servers.ts";
import { recognize } from "../../src/engines/recognize/recognize.ts";

test("a preset goes by a name of its own among its engine's", () => {
  const names = knownServers.map(({ engine, server }) => `${engine} ${server.name}`);
  equal(new Set(names).size, names.length);
});

test("the path of its API that tells a server finds it and no other", () => {
  for (const each of knownServers) {
    if (each.recognition.by !== "path") continue;
    const body = JSON.stringify({ paths: { [each.recognition.path]: {}, "/v1/models": {} } });
    const evidence = new Map([["/openapi.json", { status: 200, body }]]);
    const others = knownServers.filter(({ engine }) => engine === each.engine);
    equal(recognize(others, evidence), each);
  }
});

test("a server that lists models is taken for any with OpenAI's API, and one without for none", () => {
  const body = JSON.stringify({ data: [{ id: "model" }] });
  const found = recognize(knownServers, new Map([["/v1/models", { status: 200, body }]]));
  equal(found?.server.name, "generic");
  equal(recognize(knownServers, new Map()), undefined);
});

test("docs/providers.md says of every preset where it listens, and what it does after a cancel", async () => {
  const page = await readFile(new URL("../../../docs/providers.md", import.meta.url), "utf8");
  for (const { engine, server } of knownServers) {
    if (engine === "riva") continue;
    const rows = page.split("\n").filter((line) => line.startsWith("|"));
    const row = rows.find((line) => line.includes(`\`${server.name}\``));
    ok(row, `${server.name} is not in the table`);
    const goesOn = engine !== "openai" || server.goesOnAfterCancel;
    equal(/\| (goes on|ends its chunk) +\|/.test(row), goesOn, row);
    if (server.port !== undefined) ok(row.includes(`| ${server.port} `), `${server.name}: ${row}`);
  }
});
