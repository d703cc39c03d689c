import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { startInferenceClubDia } from "../../agent/test/engines/stand-ins/inference-club-dia.ts";
import { fieldsOf, partsOf } from "../../agent/test/engines/stand-ins/multipart.ts";
import { accessibilityProblems } from "./harness/accessibility.ts";
import { openDashboard, startBrowser, untilHeard } from "./harness/browser.ts";
import { get, speak, type Usage } from "./harness/requests.ts";
import { startClub } from "./harness/test-club.ts";
import { record } from "./harness/voice-recordings.ts";

test("the dashboard's pages", async (t) => {
  await using dia = await startInferenceClubDia();
  const club = await startClub(t, { hubOptions: ["--sharing", "true"] });
  const espeak = { type: "tts", engine: "espeak-ng", model: "espeak-ng" };
  const cloner = { type: "tts", engine: "dia", model: "dia", url: dia.url };
  const agent = await club.startAgent({ name: "home-rig", services: [espeak, cloner] });
  const { key: admin } = await club.createKey(["consumer", "provider", "admin"]);
  for (const input of [hostile, "Apples and pears.", "Bread and butter."]) {
    await (await speak(club, { model: "espeak-ng", input })).bytes();
  }
  const browser = await startBrowser(t);
  // Colours that are still on their way from light to dark have no contrast to speak of.
  const options = { key: admin, reducedMotion: "reduce" } as const;
  const { page, faults } = await openDashboard(browser, club.hub.url, options);
  const open = async (name: string): Promise<void> => {
    await page.getByRole("navigation").getByRole("link", { name }).click();
    await page.getByRole("heading", { name, level: 1 }).waitFor();
  };

  await t.test("no page has a serious problem of accessibility, in light or dark", async () => {
    const { page: outside } = await openDashboard(browser, club.hub.url, {
      reducedMotion: "reduce",
    });
    await outside.getByLabel("Key").waitFor();
    assert.deepEqual(await accessibilityProblems(outside), [], "signing in");
    await outside.context().close();
    for (const name of ["Speak", "Dialogue", "History", "Usage", "Providers", "Members"]) {
      await open(name);
      await page.getByText("Loading…").waitFor({ state: "detached" });
      assert.deepEqual(await accessibilityProblems(page), [], name);
    }
  });

  await t.test("history is searched, heard, shared and deleted", async () => {
    await open("History");
    await page.getByRole("button", { name: hostile }).waitFor();
    await page.getByLabel("Search texts").fill("PEARS");
    await page.getByRole("button", { name: "Bread" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Apples and pears." }).click();
    await page.getByText("Spoken by tester/home-rig").waitFor();
    await page.getByRole("button", { name: "Play" }).click();
    await untilHeard(page);
    await page.getByRole("button", { name: "Share", exact: true }).click();
    await page.getByRole("button", { name: "Create link" }).click();
    const link = await page.getByRole("region", { name: "Link" }).innerText();
    assert.deepEqual(await accessibilityProblems(page), [], "the link's dialog");
    // Nobody is signed in there, neither with a key nor with a cookie.
    const shared = await fetch(link);
    assert.equal(Buffer.from(await shared.bytes()).toString("latin1", 0, 4), "RIFF");
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("Nothing like that").waitFor();
    const { data } = await get<{ data: { input: string }[] }>(club, "/v1/history");
    assert.deepEqual(
      data.map((entry) => entry.input),
      ["Bread and butter.", hostile],
    );
  });

  await t.test("what is spoken elsewhere appears by itself, in history and usage", async () => {
    await page.getByLabel("Search texts").fill("");
    await (await speak(club, { model: "espeak-ng", input: "From elsewhere." })).bytes();
    await page.getByRole("button", { name: "Completed From elsewhere." }).waitFor();
    await open("Usage");
    const before = await get<Usage>(club, "/v1/usage");
    const requests = page.locator(".total", { hasText: "Requests" });
    await requests.getByText(String(before.total.requests), { exact: true }).waitFor();
    await (await speak(club, { model: "espeak-ng", input: "Once more." })).bytes();
    await requests.getByText(String(before.total.requests + 1), { exact: true }).waitFor();
  });

  await t.test("older pages of history are a click away", async () => {
    const texts = Array.from({ length: 45 }, (_, at) => `Number ${at}.`);
    for (const input of texts) await (await speak(club, { model: "espeak-ng", input })).bytes();
    await open("History");
    const rows = page.locator(".entry");
    await rows.nth(19).waitFor();
    await page.getByRole("button", { name: "Show older" }).click();
    await rows.nth(39).waitFor();
    await page.getByRole("button", { name: "Show older" }).click();
    await page.getByRole("button", { name: hostile }).waitFor();
    assert.equal(await rows.count(), 49);
    assert.equal(await page.getByRole("button", { name: "Show older" }).count(), 0);
  });

  await t.test(
    "one voice is recorded from the microphone, one uploaded, and both speak in a dialogue",
    async () => {
      await open("Dialogue");
      await page.getByRole("button", { name: "Add a voice" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Record" }).click();
      await dialog.getByRole("timer").getByText("0:01").waitFor();
      await dialog.getByRole("button", { name: "Stop" }).click();
      await dialog.getByLabel("Whose voice is it?").fill("Robin");
      await dialog.getByLabel("What is said in it?").fill("Beep, and beep again.");
      await dialog.getByLabel("It is my own voice").check();
      assert.deepEqual(await accessibilityProblems(page), [], "the recording's dialog");
      await dialog.getByRole("button", { name: "Save the voice" }).click();
      await page.getByText("“Beep, and beep again.”").waitFor();
      const file = join(club.folder, "ada.webm");
      await record(file, "This is Ada, from a file.");
      await page.getByRole("button", { name: "Add a voice" }).click();
      await dialog.getByLabel("Upload a file").setInputFiles(file);
      await dialog.getByLabel("Whose voice is it?").fill("Ada");
      await dialog.getByLabel("What is said in it?").fill("This is Ada, from a file.");
      await dialog.getByLabel("It is my own voice").check();
      await dialog.getByRole("button", { name: "Save the voice" }).click();
      await page.getByText("“This is Ada, from a file.”").waitFor();
      await page.getByRole("button", { name: "Play Ada" }).click();
      await page.getByRole("button", { name: "Stop Ada" }).waitFor();
      await page.getByLabel("Voice of S2").selectOption("Ada");
      await page.getByLabel("Voice of S1").selectOption("Robin");
      await page.getByLabel("Line 1, S1").fill("Shall we?");
      await page.getByLabel("Line 1, S1").press("Enter");
      await page.locator("textarea:focus[aria-label='Line 2, S2']").waitFor();
      await page.keyboard.type("After you.");
      await page.getByRole("button", { name: "Remove line 3" }).click();
      await page.getByRole("button", { name: "Speak", exact: true }).click();
      await page.getByText("Done. It is in your history.").waitFor();
      const request = dia.requests.at(-1);
      assert.ok(request);
      const fields = fieldsOf(request);
      assert.equal(fields["text"], "[S1] Shall we?\n[S2] After you.");
      assert.equal(
        fields["audio_prompt_text"],
        "[S1] Beep, and beep again.\n[S2] This is Ada, from a file.",
      );
      assert.ok(partsOf(request).some(({ name }) => name === "audio_prompt"));
    },
  );

  await t.test("a key is made, shown once, and revoked", async () => {
    await open("Members");
    await page.getByRole("button", { name: "New key" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("User").fill("bob");
    await dialog.getByLabel("What it is for").fill("bob’s radio");
    await dialog.getByRole("button", { name: "Make the key" }).click();
    const key = await dialog.getByRole("region", { name: "The new key" }).innerText();
    assert.deepEqual(await accessibilityProblems(page), [], "the new key's dialog");
    await dialog.getByRole("button", { name: "Done" }).click();
    assert.equal(await statusWith(key), 200);
    assert.ok(!(await page.content()).includes(key), "it is shown once");
    const bob = await openDashboard(browser, club.hub.url, { key });
    await page.getByRole("button", { name: "Revoke bob’s radio" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.locator(".member", { hasText: "bob" }).getByText("1 ended key").click();
    await page.getByText("revoked just now").waitFor();
    assert.equal(await statusWith(key), 401);
    // Where the page asked the hub for something meanwhile, it knows already.
    await bob.page.goto(`${club.hub.url}/history`);
    await bob.page.getByRole("button", { name: "Sign in" }).waitFor();
    await bob.page.context().close();
  });

  await t.test("a new agent's code is confirmed", async () => {
    const codes = await post("/v1/device/codes", { client_id: "club-agent", name: "attic" });
    await page.goto(String(codes["verification_uri_complete"]));
    await page.getByText("Let “attic” speak").waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByText("attic may speak now").waitFor();
    const token = await post("/v1/device/token", {
      grant_type: "urn:ietf:params:oauth:grant-type:device_code",
      device_code: codes["device_code"],
    });
    assert.match(String(token["access_token"]), /^club_/);
  });

  await t.test("a provider that goes is seen to go", async () => {
    await open("Providers");
    const card = page.locator(".provider", { hasText: "home-rig" });
    await card.getByText("Online").waitFor();
    agent.kill("SIGTERM");
    await card.waitFor({ state: "detached" });
    await page.getByText("No machine is connected").waitFor();
    await open("Speak");
    await page.getByText("No machine is online.").waitFor();
  });

  await t.test("the page weighs little, and needs nothing from elsewhere", async () => {
    const html = await fetch(club.hub.url);
    const policy = html.headers.get("content-security-policy") ?? "";
    assert.match(policy, /default-src 'none'.*script-src 'self';.*frame-ancestors 'none'/);
    const files = (await html.text()).matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g);
    let bytes = 0;
    for (const [, path] of files) {
      const encoding = { "accept-encoding": "br" };
      const response = await fetch(`${club.hub.url}${path}`, { headers: encoding });
      assert.equal(response.headers.get("content-encoding"), "br");
      bytes += Number(response.headers.get("content-length"));
      await response.body?.cancel();
    }
    assert.ok(bytes > 10_000 && bytes < 150_000, `${bytes} bytes`);
    assert.deepEqual(faults, []);
  });

  async function statusWith(key: string): Promise<number> {
    const headers = { authorization: `Bearer ${key}` };
    const response = await fetch(`${club.hub.url}/v1/models`, { headers });
    await response.body?.cancel();
    return response.status;
  }

  async function post(path: string, body: unknown): Promise<Readonly<Record<string, unknown>>> {
    const response = await fetch(club.hub.url + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Readonly<Record<string, unknown>>;
  }
});

/** A text that would be seen to run, if it did. */
const hostile = `<img src=x onerror="document.title='run'"><script>alert(1)</script>`;
