import assert from "node:assert/strict";
import { test } from "node:test";
import { TestHub } from "../link/test-hub.ts";
import { until } from "../until.ts";
import { api } from "./hub-api.ts";
import { makeHome } from "./home.ts";
import { inTerminal } from "./pseudo-terminal.ts";
import { Cli, runCli } from "./run-cli.ts";

/** Writes the clipboard, begins a line, turns what follows around. */
const hostile = "rig\u001b]52;c;cm0gLXJmIH4=\u0007\nother  online\u202e\u009b2J";

function assertHarmless(printed: string): void {
  assert.doesNotMatch(printed, /[\p{Cc}\p{Cf}]/u);
}

/** What was printed without its line feeds, which are the program's own. */
function withoutLines(printed: string): string {
  return printed.replaceAll("\n", "");
}

test("a provider's name neither commands the terminal nor forges a row", async () => {
  const service = {
    model: hostile,
    type: "tts",
    ready: false,
    reason: hostile,
    voices: 1,
    slots: 1,
    busy: 0,
    set_aside: false,
  };
  const provider = {
    name: hostile,
    state: hostile,
    version: hostile,
    connected_since: 0,
    rtt_ms: 1,
  };
  await using hub = await api(() => ({
    status: 200,
    body: {
      data: [
        { ...provider, services: [service] },
        { ...provider, services: [] },
      ],
    },
  }));
  await using home = await makeHome();
  const argv = ["status", "--hub", hub.url, "--token-file", home.token];
  const table = await runCli(argv, { home: home.path });
  assert.equal(table.out.trimEnd().split("\n").length, 3, table.out);
  assertHarmless(withoutLines(table.out));
  const json = await runCli([...argv, "--json"], { home: home.path });
  assertHarmless(withoutLines(json.out));
  assert.equal((JSON.parse(json.out) as { name: string }[])[0]?.name, hostile);
});

test("what a hub says about an error, and a code that it gives, are shown and not obeyed", async () => {
  await using hub = await api((question) =>
    question.startsWith("POST /v1/device/codes")
      ? {
          status: 200,
          body: {
            device_code: "d",
            user_code: hostile,
            verification_uri: `https://hub.example/${hostile}`,
            interval: 0,
            expires_in: 600,
          },
        }
      : { status: 401, body: { error: { code: "other", message: hostile } } },
  );
  await using home = await makeHome();
  const login = await runCli(["login", "--device", "--hub", hub.url], { home: home.path });
  assert.equal(login.code, 1);
  assert.match(login.err, /rig\\u\{1b\}/);
  assertHarmless(withoutLines(login.out + login.err));
  for (const line of login.err.trimEnd().split("\n").slice(1)) assert.match(line, /^ {2}/);
});

test("a hub's refusal is logged without its control characters, for programs and on a terminal", async () => {
  await using hub = await TestHub.start();
  hub.welcome = { at: "close", code: 4426, reason: "\u001b]52;c;eA==\u0007\u202e" };
  await using home = await makeHome();
  const argv = ["serve", "--hub", hub.url, "--token-file", home.token];
  const served = await runCli(argv, { home: home.path });
  assert.equal(served.code, 76);
  assertHarmless(withoutLines(served.err));
  await using screen = inTerminal(argv, { home: home.path });
  const shown = async (): Promise<string> => (await screen.text()).replaceAll("\n", "");
  await until("it is told", async () => (await shown()).includes("wants a newer club-agent"));
  assert.match(await shown(), /\]52;c;eA==/, "shown, not obeyed");
});

test("at a terminal, login shows the complete link and a QR code", async () => {
  const link = "https://hub.example/activate?code=BCDF-GHJK";
  await using hub = await api((question) =>
    question.startsWith("POST /v1/device/codes")
      ? {
          status: 200,
          body: {
            device_code: "d",
            user_code: "BCDF-GHJK",
            verification_uri: "https://hub.example/activate",
            verification_uri_complete: link,
            interval: 5,
            expires_in: 600,
          },
        }
      : { status: 400, body: { error: "authorization_pending" } },
  );
  await using home = await makeHome();
  await using screen = inTerminal(["login", "--device", "--hub", hub.url], { home: home.path });
  await until("it waits", async () => (await screen.text()).includes("waiting"));
  const text = await screen.text();
  assert.ok(text.includes(`Open ${link}`), text);
  assert.match(text, /[█▀▄]{10,}/);
});

test("a reader that leaves early ends the command without a word", async () => {
  await using home = await makeHome();
  await using cli = new Cli(["completion", "bash"], { home: home.path });
  cli.child.stdout?.destroy();
  await cli.exit;
  assert.equal(cli.err, "");
});
