import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { openDashboard, startBrowser } from "./harness/browser.ts";
import { speak } from "./harness/requests.ts";
import { attachStrangeAgent } from "./harness/strange-agent.ts";
import { type TestClub, startClub } from "./harness/test-club.ts";
import { record } from "./harness/voice-recordings.ts";

test("nothing that others wrote runs in the dashboard, or breaks its pages", async (t) => {
  const club = await startClub(t);
  const { key } = await club.createKey(["consumer", "provider", "admin"], ["--name", markup]);
  await using _ = await attachStrangeAgent(club.hub.url, key, {
    name: markup,
    complaint: markup,
    services: [
      { model: markup, voices: names.map((name) => ({ name, languages: [markup] })) },
      { model: long, ready: false, reason: `${markup} ${long}`, access: names },
      { model: hebrew, friends: names },
    ],
  });
  await using _2 = await attachStrangeAgent(club.hub.url, key, { name: long, services: [{}] });
  for (const name of names) {
    const input = `${name} ${long.repeat(5)} ${backwards}`;
    const body = { model: markup, input, voice: name };
    await (await speak(club, body, { key })).bytes();
  }
  await addSample(club, key);

  const browser = await startBrowser(t);
  for (const width of [390, 1280]) {
    const viewport = { width, height: 800 };
    const { page, faults } = await openDashboard(browser, club.hub.url, { key, viewport });
    for (const [path, seen, more] of pages) {
      await t.test(`${path}, ${width} pixels wide`, async () => {
        await page.goto(club.hub.url + path);
        await page.getByText(seen).filter({ visible: true }).first().waitFor();
        await assertHarmless(page);
        await more?.(page);
        await assertHarmless(page);
      });
    }
    await page.context().close();
    assert.deepEqual(faults, []);
  }
});

const markup = `<img src=x onerror="ran=1">'</script>`;
const hebrew = "\u05E9\u05DC\u05D5\u05DD";
/** What turns the rest of a line around comes in texts alone: the wire refuses it in names. */
const backwards = `${hebrew} \u202Egnp.exe`;
const long = "wide".repeat(30);
const names = [markup, hebrew, long];

type PageCase = readonly [path: string, seen: string, more?: (page: Page) => Promise<void>];

const pages: readonly PageCase[] = [
  [
    "/",
    "The same call in your code",
    async (page) => {
      await page.getByLabel("Model").selectOption(markup);
      await page.getByRole("button", { name: "Voice" }).click();
      await page.getByRole("dialog").getByText(long).waitFor();
      await assertHarmless(page);
      await page.getByRole("dialog").locator("button.voice", { hasText: long }).click();
      await page.getByLabel("Text to speak").fill(markup + long.repeat(5));
      await page.getByRole("button", { name: "Speak", exact: true }).click();
      await page.getByRole("alert").waitFor();
    },
  ],
  ["/dialogue", `“${markup} ${long}”`],
  [
    "/history",
    "Failed",
    async (page) => {
      for (const row of await page.locator(".entry-head").all()) {
        await row.click();
        await page
          .locator(".entry-body")
          .getByText(/onerror|gnp\.exe/)
          .first()
          .waitFor();
        await assertHarmless(page);
      }
    },
  ],
  ["/usage", "By model"],
  ["/providers", "Friends first"],
  ["/members", markup],
];

/** No script of theirs ran, no element of theirs exists, and the page is no wider than the window. */
async function assertHarmless(page: Page): Promise<void> {
  const [ran, images, tooWide] = await page.evaluate<readonly [string, number, string[]]>(`[
    typeof ran,
    document.images.length,
    document.documentElement.scrollWidth <= innerWidth ? [] : [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > innerWidth)
      .map((element) => element.outerHTML.slice(0, 200)),
  ]`);
  assert.deepEqual([ran, images, tooWide], ["undefined", 0, []]);
}

async function addSample(club: TestClub, key: string): Promise<void> {
  const file = join(club.folder, "sample.wav");
  await record(file, "Hello.");
  const form = new FormData();
  const fields = { speaker_name: markup, label: "wide".repeat(10), consent: "true" };
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("transcript", `${markup} ${long}`);
  form.set("audio", new Blob([await readFile(file)]), "sample.wav");
  const headers = { authorization: `Bearer ${key}` };
  const url = `${club.hub.url}/v1/voice/samples`;
  const response = await fetch(url, { method: "POST", headers, body: form });
  assert.equal(response.status, 201, await response.text());
}
