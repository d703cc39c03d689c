import assert from "node:assert/strict";
import { access, glob, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { errorTypes } from "@club/shared/wire/error-body.ts";
import { type FailureCode, failures } from "@club/shared/wire/failures.ts";
import { readAgentFile } from "../../agent/src/config/agent-file.ts";
import { readServices } from "../../agent/src/config/read-services.ts";
import { keyOf, settingNames, settingsTable } from "../../agent/src/config/settings-table.ts";
import { serviceConfigSchema } from "../../agent/src/engines/service-config-schema.ts";
import { loadSettings, separated, settings as hubSettings } from "../../hub/src/config.ts";
import { root } from "../root.ts";

test("docs/errors.md states each error with its status and its name in answers, and no other", async () => {
  const rows = await tableRows("docs/errors.md");
  const stated = new Map(rows.map(([code, status, type]) => [code, { status, type }]));
  const real = Object.entries(failures).map(
    ([code, { status }]) =>
      [code, { status: `${status}`, type: errorTypes[code as FailureCode] }] as const,
  );
  assert.deepEqual(stated, new Map(real));
});

test("docs/operators.md states each of the hub's settings with its default, and no other", async () => {
  const rows = await tableRows("docs/operators.md", "## Settings");
  const stated = new Map(rows.map(([key, value]) => [key, value]));
  const real = Object.entries(hubSettings).map(
    ([name, { schema }]) => [separated(name, "_"), defaultWords(schema.parse(undefined))] as const,
  );
  assert.deepEqual(stated, new Map(real));
});

test("docs/providers.md states each of the agent's settings, and no other", async () => {
  const rows = await tableRows("docs/providers.md", "### The agent's settings");
  assert.deepEqual(new Set(rows.map(([key]) => key)), new Set(settingNames.map(keyOf)));
  const isInFileOnly = settingNames.filter((name) => settingsTable[name].isInFileOnly);
  assert.deepEqual(isInFileOnly.map(keyOf), ["pause_while"], "the text above the table says so");
});

test("docs/providers.md states each key of a service with its engines, and no other", async () => {
  const rows = await tableRows("docs/providers.md", "### The settings of a service");
  const stated = new Map(rows.map(([key, engines]) => [key, engines]));
  assert.deepEqual(stated, serviceKeys());
});

test("every hub.yaml in docs/operators.md is one that a hub takes", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "club-docs-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, "hub.yaml");
  const blocks = yamlBlocks(await text("docs/operators.md"));
  assert.ok(blocks.length > 0);
  for (const block of blocks) {
    await writeFile(file, block);
    await loadSettings({ flags: {}, environment: {}, file, data: folder });
  }
});

test("every agent.yaml in docs/providers.md is one that an agent takes", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "club-docs-"));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, "agent.yaml");
  const blocks = yamlBlocks(await text("docs/providers.md"));
  assert.ok(blocks.length > 0);
  for (const block of blocks) {
    await writeFile(path, block);
    const read = await readAgentFile(path);
    assert.ok("file" in read, block);
    assert.deepEqual(readServices(read.file).problems, [], block);
  }
});

test("links between the documents lead to files and headings that are there", async () => {
  const pages = ["README.md", "CONTRIBUTING.md", "shared/PROTOCOL.md"];
  for await (const page of glob("docs/*.md", { cwd: root })) pages.push(page);
  const broken: string[] = [];
  for (const page of pages) {
    for (const link of linksOf(await text(page))) {
      if (!(await leadsSomewhere(page, link))) broken.push(`${page}: ${link}`);
    }
  }
  assert.deepEqual(broken, []);
});

test("CONTRIBUTING.md's map names every folder of agent, shared, dashboard and scripts", async () => {
  const map = await text("CONTRIBUTING.md");
  const entries: string[] = [];
  for (const [parent, prefix] of [
    ["agent/src", ""],
    ["scripts", ""],
    ["shared/src", "src/"],
    ["hub/web/src", "src/"],
  ] as const) {
    const inside = await readdir(join(root, parent), { withFileTypes: true });
    const folders = inside.filter((entry) => entry.isDirectory());
    entries.push(...folders.map(({ name }) => `\n  ${prefix}${name}/ `));
  }
  assert.deepEqual(
    entries.filter((entry) => !map.includes(entry)),
    [],
  );
});

/**
 * The cells of the rows under a heading (of the whole page without one) whose first cell is code; the
 * marks around a cell that is code are left out.
 */
async function tableRows(path: string, heading?: string): Promise<string[][]> {
  const page = await text(path);
  const section = heading === undefined ? page : page.split(`\n${heading}\n`)[1];
  assert.ok(section !== undefined, `${path} has no ${heading}`);
  const lines = (heading === undefined ? section : section.split("\n#")[0])?.split("\n") ?? [];
  return lines
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replace(/^`([^`]*)`$/, "$1")));
}

/** A default as the pages write it: a dash for none, an empty list and an empty map. */
function defaultWords(value: unknown): string {
  const written = JSON.stringify(value) ?? "{}";
  return written === "{}" || written === "[]" ? "–" : written.replace(/^"(.*)"$/, "$1");
}

/** Each key of a service with the engines that know it, as the page lists them. */
function serviceKeys(): Map<string, string> {
  const { oneOf = [] } = serviceConfigSchema.toJSONSchema({ io: "input", unrepresentable: "any" });
  const engines = oneOf.map(({ properties = {} }) => ({
    name: (properties["engine"] as { const: string }).const,
    keys: Object.keys(properties),
  }));
  const keys = new Set(engines.flatMap((engine) => engine.keys));
  const entries = Array.from(keys, (key) => {
    const knowing = engines.filter((engine) => engine.keys.includes(key)).map(({ name }) => name);
    return [key, knowing.length === engines.length ? "all" : knowing.join(", ")] as const;
  });
  return new Map(entries);
}

function yamlBlocks(page: string): string[] {
  return Array.from(page.matchAll(/^```yaml\n(.*?)^```/gms), ([, block = ""]) => block);
}

/** Relative links outside of code. */
function linksOf(page: string): string[] {
  const prose = page.replaceAll(/^```.*?^```/gms, "").replaceAll(/`[^`]*`/g, "");
  return Array.from(prose.matchAll(/\]\(([^)\s]+)\)/g), ([, link = ""]) => link).filter(
    (link) => !link.includes("://"),
  );
}

async function leadsSomewhere(page: string, link: string): Promise<boolean> {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page : join(dirname(page), path);
  const isThere = await access(join(root, target)).then(
    () => true,
    () => false,
  );
  if (!isThere || anchor === undefined) return isThere;
  return Array.from((await text(target)).matchAll(/^#+ (.+)$/gm), ([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  ).includes(anchor);
}

function text(path: string): Promise<string> {
  return readFile(join(root, path), "utf8");
}
