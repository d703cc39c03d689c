import assert from "node:assert/strict";
import { test } from "node:test";
import { accessibilityProblems } from "./harness/accessibility.ts";
import { openDashboard, startBrowser } from "./harness/browser.ts";
import { lastEntry } from "./harness/requests.ts";
import { startClub } from "./harness/test-club.ts";

test("the API's reference shows every operation, and runs its examples", async (t) => {
  const club = await startClub(t);
  await club.startAgent();
  const browser = await startBrowser(t);
  const { page, faults } = await openDashboard(browser, club.hub.url, { path: "/docs" });
  const speak = page.locator("#post-v1-audio-speech");

  await t.test("speech comes first, and nothing keeps anyone from reading it", async () => {
    await speak.waitFor();
    assert.equal(
      await page.locator(".operation").first().getAttribute("id"),
      "post-v1-audio-speech",
    );
    const openApi = await (await fetch(`${club.hub.url}/openapi.json`)).json();
    const { paths } = openApi as { paths: Record<string, Record<string, unknown>> };
    const operations = Object.values(paths).flatMap((path) =>
      Object.keys(path).filter((method) => method !== "head"),
    );
    assert.equal(await page.locator(".operation").count(), operations.length);
    assert.deepEqual(await accessibilityProblems(page), []);
  });

  await t.test("without a key an example is refused, with one it speaks", async () => {
    await speak.getByRole("button", { name: "Run: Speak a text" }).click();
    await speak.getByText("Answer: 401").waitFor();
    await page.getByRole("textbox", { name: "Key", exact: true }).fill(club.member);
    await speak.getByRole("button", { name: "Run: Speak a text" }).click();
    await speak.getByText("Answer: 200").waitFor();
    await speak.getByLabel("The audio that came").waitFor();
    assert.equal((await lastEntry(club)).input, "Hello from Club.");
    const models = page.locator("#get-v1-models");
    await models.getByRole("button", { name: /^Run/ }).click();
    await models.getByRole("region", { name: "The answer" }).getByText('"espeak-ng"').waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
  });

  await t.test("the command beside it is the request that is filled in", async () => {
    const one = page.locator("#get-v1-history-id");
    await one.getByLabel("id").fill("it's");
    const code = await one.getByRole("region", { name: /^curl/ }).innerText();
    assert.match(code, /\/v1\/history\/it'\\''s' \\/);
  });

  await t.test("on a phone a list leads through it", async () => {
    const viewport = { width: 360, height: 740 };
    const phone = await openDashboard(browser, club.hub.url, { path: "/docs", viewport });
    await phone.page.getByLabel("Go to").selectOption("get-v1-history");
    await phone.page.locator("#get-v1-history:target").waitFor();
    await phone.page.context().close();
  });

  await t.test("who is signed in needs no key", async () => {
    const member = await openDashboard(browser, club.hub.url, { key: club.member });
    await member.page.getByRole("link", { name: "API reference" }).click();
    await member.page.getByText("You are signed in as tester").waitFor();
    await member.page.getByRole("button", { name: "Run: Speak a text", exact: true }).click();
    await member.page.locator("#post-v1-audio-speech").getByText("Answer: 200").waitFor();
    assert.deepEqual(member.faults, []);
  });

  assert.deepEqual(faults, []);
});
