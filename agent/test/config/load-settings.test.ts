import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { loadSettings, type SettingsSource } from "../../src/config/load-settings.ts";
import type { Problem } from "../../src/config/problem.ts";
import type { Settings } from "../../src/config/settings.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const service = "services: [{ engine: espeak-ng }]";

async function settingsOf(source: SettingsSource): Promise<Settings> {
  const result = await loadSettings(source);
  assert.ok("settings" in result, JSON.stringify(result));
  return result.settings;
}

async function problemsOf(source: SettingsSource): Promise<readonly Problem[]> {
  const result = await loadSettings(source);
  assert.ok("problems" in result);
  return result.problems;
}

test("a flag wins over the environment, and the environment over the file", async () => {
  await using folder = await temporaryFolder();
  const configFile = join(folder.path, "agent.yaml");
  await writeFile(
    configFile,
    `hub: https://file.example\nname: from-file\ntoken_file: ./token\n${service}\n`,
  );
  await writeFile(join(folder.path, "token"), "key");
  const environment = { HOME: folder.path, CLUB_HUB: "https://env.example", CLUB_NAME: "from-env" };

  const settings = await settingsOf({ flags: { name: "from-flag" }, configFile, environment });
  assert.deepEqual(settings.name, { value: "from-flag", from: "--name" });
  assert.equal(settings.hub.value.href, "https://env.example/");
  assert.equal(settings.hub.from, "CLUB_HUB");
  assert.equal(settings.token.from, `${configFile}:3`);
  assert.deepEqual(settings.token.value, { at: "file", path: join(folder.path, "token") });
  assert.equal(settings.services[0]?.from, `${configFile}:4`);
  assert.deepEqual(settings.insecure, { value: false, from: "default" });
});

test("the file in the configuration's folder is read without being named", async () => {
  await using folder = await temporaryFolder();
  await mkdir(join(folder.path, ".config", "club"), { recursive: true });
  await writeFile(
    join(folder.path, ".config", "club", "agent.yaml"),
    `hub: https://hub.example\n${service}`,
  );
  const environment = { HOME: folder.path, CLUB_TOKEN: "key" };
  const settings = await settingsOf({ flags: {}, environment });
  assert.equal(settings.hub.value.href, "https://hub.example/");
  assert.deepEqual(settings.token.value, { at: "environment", token: "key" });
});

test("a token file on the command line wins over CLUB_TOKEN", async () => {
  await using folder = await temporaryFolder();
  const token = join(folder.path, "token");
  await writeFile(token, "key");
  const environment = { HOME: folder.path, CLUB_TOKEN: "other" };
  const flags = { hub: "https://hub.example", tokenFile: token };
  const settings = await settingsOf({ flags, environment });
  assert.deepEqual(settings.token.value, { at: "file", path: token });
});

test("the paths of a service are relative to the file", async () => {
  await using folder = await temporaryFolder();
  const configFile = join(folder.path, "agent.yaml");
  const chatterbox =
    "{ engine: openai, model: c, url: http://h/v1, api_key_file: key, reference_folder: ../refs }";
  await writeFile(configFile, `hub: https://hub.example\nservices: [${chatterbox}]\n`);
  const settings = await settingsOf({
    flags: {},
    configFile,
    environment: { HOME: folder.path, CLUB_TOKEN: "key" },
  });
  const [service] = settings.services.map(({ value }) => value);
  assert.ok(service?.engine === "openai");
  assert.equal(service.apiKeyFile, join(folder.path, "key"));
  assert.equal(service.referenceFolder, join(folder.path, "..", "refs"));
});

test("espeak-ng is served when no service is configured", async () => {
  await using folder = await temporaryFolder();
  const environment = { HOME: folder.path, PATH: process.env["PATH"], CLUB_TOKEN: "key" };
  const settings = await settingsOf({ flags: { hub: "https://hub.example" }, environment });
  assert.deepEqual(
    settings.services.map(({ value }) => value.model),
    ["espeak-ng"],
  );
});

test("without hub and token it says how to give both", async () => {
  await using folder = await temporaryFolder();
  const problems = await problemsOf({ flags: {}, environment: { HOME: folder.path } });
  assert.deepEqual(
    problems.map(({ where }) => where),
    ["hub", "token"],
  );
  assert.match(problems[0]?.what ?? "", /--hub/);
  assert.match(problems[1]?.what ?? "", /--token-file/);
});

test("plain http is refused to another machine, and accepted to this one or on demand", async () => {
  await using folder = await temporaryFolder();
  const environment = { HOME: folder.path, CLUB_TOKEN: "key" };
  const hub = "http://192.0.2.7:8080";
  const [problem] = await problemsOf({ flags: { hub }, environment });
  assert.match(problem?.what ?? "", /https, or accept it with --insecure/);
  await settingsOf({ flags: { hub, insecure: true }, environment });
  await settingsOf({ flags: { hub: "http://127.0.0.1:8080" }, environment });
  await settingsOf({ flags: { hub: "http://[::1]:8080" }, environment });
});

for (const { words, text, what } of [
  { words: "is not YAML", text: "hub: [", what: /not YAML/ },
  { words: "is not a map", text: "- hub", what: /must be a map/ },
  { words: "has services that are none", text: "services: 7", what: /must be a list/ },
  {
    words: "has a name that cannot be",
    text: `name: ""\n${service}`,
    what: /^name must be letters/,
  },
  {
    words: "has a hub that is no address",
    text: `hub: hub\n${service}`,
    what: /^hub must be the hub/,
  },
  { words: "has no service of the type", text: "services: []", what: /none of type tts/ },
]) {
  test(`a file that ${words} is refused with its line`, async () => {
    await using folder = await temporaryFolder();
    const configFile = join(folder.path, "agent.yaml");
    await writeFile(configFile, text);
    const environment = { HOME: folder.path, CLUB_TOKEN: "key" };
    const problems = await problemsOf({ flags: {}, configFile, environment });
    const problem = problems.find((one) => what.test(one.what));
    assert.ok(problem, JSON.stringify(problems));
    assert.ok(problem.where.startsWith(configFile), problem.where);
  });
}

test("a file that is not there is named", async () => {
  await using folder = await temporaryFolder();
  const configFile = join(folder.path, "nowhere.yaml");
  const [problem] = await problemsOf({ flags: {}, configFile, environment: {} });
  assert.equal(problem?.where, configFile);
  assert.match(problem.what, /cannot be read/);
});
