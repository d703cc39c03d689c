import assert from "node:assert/strict";
import { chmod, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { TestHub } from "../link/test-hub.ts";
import { until } from "../until.ts";
import { type Answer, api } from "./hub-api.ts";
import { makeHome } from "./home.ts";
import { Cli, runCli } from "./run-cli.ts";
import { inTerminal } from "./pseudo-terminal.ts";

const models = (): Answer => ({ status: 200, body: { object: "list", data: [] } });

test("a key from standard input is checked, kept for its owner alone, used by serve and forgotten", async () => {
  await using hub = await TestHub.start();
  await using known = await api(models);
  await using home = await makeHome();
  const at = { home: home.path };
  const login = await runCli(["login", "--hub", known.url], { ...at, input: "club-key-1\n" });
  assert.equal(login.code, 0, login.err);
  assert.equal(known.asked[0], "GET /v1/models Bearer club-key-1");
  assert.doesNotMatch(login.out + login.err, /club-key-1/);
  const file = join(home.path, ".config", "club", "credentials.json");
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.equal((await stat(join(file, ".."))).mode & 0o777, 0o700);

  const argv = ["login", "--no-check", "--hub", `${hub.url}/`, "--token-file", home.token];
  assert.equal((await runCli(argv, at)).code, 0);
  assert.equal((await runCli(["logout", "--hub", known.url], at)).code, 0);
  // One hub is left, and need not be named.
  await using _ = new Cli(["serve"], at);
  await until("the agent is here", () => hub.isUsable);
  assert.equal(hub.tokens[0], "club-test-key");

  assert.equal((await runCli(["logout"], at)).code, 0);
  assert.doesNotMatch(await readFile(file, "utf8"), /club/);
});

test("a key that the hub does not know is not kept", async () => {
  const words = { error: { message: "no such key" } };
  await using known = await api(() => ({ status: 401, body: words }));
  await using home = await makeHome();
  const argv = ["login", "--hub", known.url, "--token-file", home.token];
  const login = await runCli(argv, { home: home.path });
  assert.equal(login.code, 77);
  assert.match(login.err, /does not know this key\. no such key/);
});

test("credentials that others can read are refused", async () => {
  await using home = await makeHome();
  const at = { home: home.path };
  const hub = "http://127.0.0.1:1/";
  await runCli(["login", "--no-check", "--hub", hub, "--token-file", home.token], at);
  const file = join(home.path, ".config", "club", "credentials.json");
  await chmod(file, 0o644);
  const serve = await runCli(["serve", "--hub", hub], at);
  assert.equal(serve.code, 78);
  assert.match(serve.err, /others can read your keys: chmod 600/);
  await chmod(file, 0o600);
  await writeFile(file, "{");
  assert.match((await runCli(["serve", "--hub", hub], at)).err, /is damaged/);
});

test("a code that is confirmed at the hub brings a key", async () => {
  let polls = 0;
  await using known = await api((question, body) => {
    if (question === "POST /v1/device/codes") {
      const codes = { device_code: "dev-1", user_code: "BCDF-GHJK", interval: 0, expires_in: 600 };
      return { status: 200, body: { ...codes, verification_uri: "https://hub.example/activate" } };
    }
    if (question !== "POST /v1/device/token") return models();
    assert.match(body, /"device_code":"dev-1"/);
    polls += 1;
    const pending = { error: { message: "not yet", code: "authorization_pending" } };
    if (polls < 3) return { status: 400, body: pending };
    return { status: 200, body: { access_token: "club-key-2", token_type: "Bearer" } };
  });
  await using home = await makeHome();
  const login = await runCli(["login", "--device", "--hub", known.url], { home: home.path });
  assert.equal(login.code, 0, login.err);
  assert.match(login.out, /https:\/\/hub\.example\/activate and confirm the code BCDF-GHJK/);
  assert.match(login.out, /club-hub providers approve BCDF-GHJK/);
  assert.equal(known.asked.at(-1), "GET /v1/models Bearer club-key-2");
  assert.doesNotMatch(login.out, /club-key-2/);
});

for (const { code, words } of [
  { code: "access_denied", words: /was refused/ },
  { code: "expired_token", words: /has expired: run login again/ },
]) {
  test(`a code that ends with ${code} brings none`, async () => {
    await using known = await api((question) =>
      question === "POST /v1/device/codes"
        ? {
            status: 200,
            body: {
              device_code: "d",
              user_code: "u",
              verification_uri: "v",
              interval: 0,
              expires_in: 600,
            },
          }
        : { status: 400, body: { error: code } },
    );
    await using home = await makeHome();
    const login = await runCli(["login", "--device", "--hub", known.url], { home: home.path });
    assert.equal(login.code, 77);
    assert.match(login.err, words);
  });
}

test("a key that is typed at a terminal does not show", async () => {
  await using home = await makeHome();
  await using known = await api(models);
  await using screen = inTerminal(["login", "--hub", known.url], { home: home.path });
  await until("it asks", async () => (await screen.text()).includes("Key for 127.0.0.1"));
  screen.type("club-typed-key\r");
  assert.equal(await screen.exit, 0);
  const text = await screen.text();
  assert.match(text, /Logged in to/);
  assert.doesNotMatch(text, /typed/);
  assert.equal(known.asked[0], "GET /v1/models Bearer club-typed-key");
});

test("status --hub shows the providers of the key", async () => {
  await using known = await api(() => ({
    status: 200,
    body: { object: "list", data: [provider("attic"), provider("cellar")] },
  }));
  await using home = await makeHome();
  const argv = ["status", "--hub", known.url, "--token-file", home.token];
  const shown = await runCli(argv, { home: home.path });
  assert.equal(shown.code, 0, shown.err);
  assert.match(shown.out, /^PROVIDER +STATE +SERVICE/);
  assert.match(shown.out, /^attic +online +kokoro +1\/2 +67 +12 ms/m);
  assert.match(shown.out, /^cellar /m);
  const json = await runCli([...argv, "--json"], { home: home.path });
  assert.equal((JSON.parse(json.out) as readonly unknown[]).length, 2);
});

function provider(name: string): object {
  const service = {
    model: "kokoro",
    type: "tts",
    ready: true,
    reason: null,
    voices: 67,
    slots: 2,
    busy: 1,
    set_aside: false,
  };
  const link = { state: "online", connected_since: 1, rtt_ms: 12.2 };
  return { name, version: "0.1.0", ...link, services: [service] };
}
