import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { accessibilityProblems } from "./harness/accessibility.ts";
import { openDashboard, startBrowser } from "./harness/browser.ts";
import { speak } from "./harness/requests.ts";
import { startClub } from "./harness/test-club.ts";

test("what was spoken is found again and heard where it stands", async (t) => {
  const club = await startClub(t);
  await club.startAgent();
  for (const [model, input] of [
    ["espeak-ng", "Apples and pears, apples and pears, apples and pears."],
    ["espeak-ng", "Bread and butter."],
    ["nowhere", "Never spoken."],
  ] as const) {
    await (await speak(club, { model, input })).bytes();
  }
  const browser = await startBrowser(t);
  const options = { key: club.member, path: "/history" };
  const { page, faults } = await openDashboard(browser, club.hub.url, options);
  const rows = page.locator(".entry");

  await t.test("only what went wrong is marked, under its day", async () => {
    await page.getByRole("heading", { name: "Today", level: 2 }).waitFor();
    assert.equal(await rows.count(), 3);
    assert.equal(await page.locator(".entry .status").count(), 1);
    await rows.filter({ hasText: "Never spoken." }).locator(".status.failed").waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
  });

  await t.test("a row is heard without being opened", async () => {
    const row = rows.filter({ hasText: "Apples" });
    await row.getByRole("button", { name: "Listen" }).click();
    await row.locator(".play.playing").waitFor();
    await row.getByRole("button", { name: "Stop" }).click();
    await row.getByRole("button", { name: "Listen" }).waitFor();
    const failed = rows.filter({ hasText: "Never spoken." });
    assert.equal(await failed.getByRole("button", { name: "Listen" }).count(), 0);
  });

  await t.test("a filter stands in the address, and is there again", async () => {
    await page.getByLabel("Status").selectOption("failed");
    await rows.nth(1).waitFor({ state: "detached" });
    assert.match(page.url(), /\?status=failed$/);
    await page.reload();
    await rows.filter({ hasText: "Never spoken." }).waitFor();
    assert.equal(await rows.count(), 1);
    assert.equal(await page.getByLabel("Status").inputValue(), "failed");
  });

  await t.test("captions are downloaded", async () => {
    await page.goto(`${club.hub.url}/history`);
    await page.getByRole("button", { name: /^Completed Apples/ }).click();
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Captions" }).click();
    const file = await saved;
    assert.match(file.suggestedFilename(), /^Apples and pears.*\.srt$/);
    assert.match(await readFile(await file.path(), "utf8"), /^1\n00:00:00,000 --> .+\nApples/);
  });

  await t.test("several are downloaded as one file, and deleted", async () => {
    await page.getByRole("button", { name: "Select", exact: true }).click();
    await page.getByRole("checkbox", { name: "Bread and butter." }).check();
    await page.getByRole("checkbox", { name: /^Apples/ }).check();
    await page.getByText("2 requests selected").waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: /^Download \(/ }).click();
    const zip = await readFile(await (await saved).path());
    assert.equal(zip.toString("latin1", 0, 2), "PK");
    assert.ok(zip.includes("001 Apples and pears") && zip.includes("002 Bread and butter.wav"));
    await page.getByRole("checkbox", { name: /^Apples/ }).uncheck();
    await page.getByRole("region", { name: "Selected" }).getByText("Delete").click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await rows.filter({ hasText: "Bread" }).waitFor({ state: "detached" });
    assert.equal(await rows.count(), 2);
    await page.getByRole("button", { name: "Select", exact: true }).waitFor();
  });

  await t.test(
    "what gave no audio is no bar in usage, and its figures are downloaded",
    async () => {
      await page.getByRole("navigation").getByRole("link", { name: "Usage" }).click();
      const models = page.locator(".shares", { hasText: "By model" });
      await models.getByText("Not shown: 1 request without audio.").waitFor();
      assert.equal(await models.getByText("nowhere").count(), 0);
      const csv = decodeURIComponent(
        (await page.getByRole("link", { name: "CSV" }).getAttribute("href")) ?? "",
      );
      assert.match(csv, /day,requests,characters,audio_seconds\n\d{4}-\d\d-\d\d,3,/);
    },
  );

  assert.deepEqual(faults, []);
});
