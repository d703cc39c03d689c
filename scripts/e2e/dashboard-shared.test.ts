import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { accessibilityProblems } from "./harness/accessibility.ts";
import { openDashboard, startBrowser, untilHeard } from "./harness/browser.ts";
import { speak } from "./harness/requests.ts";
import { startClub } from "./harness/test-club.ts";

test("a shared clip has a page of its own, for whoever has the link", async (t) => {
  const club = await startClub(t, { hubOptions: ["--sharing", "true"] });
  await club.startAgent();
  await (await speak(club, { model: "espeak-ng", input: "Pass it on.", voice: "en-gb" })).bytes();
  const browser = await startBrowser(t);
  const options = { key: club.member, path: "/history" };
  const { page, faults } = await openDashboard(browser, club.hub.url, options);
  await page.getByRole("button", { name: "Pass it on." }).click();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.getByLabel("Link expires").selectOption("In a week");
  await page.getByRole("button", { name: "Create link" }).click();
  const link = await page.getByRole("region", { name: "Link" }).innerText();
  const guest = await openDashboard(browser, club.hub.url, { path: new URL(link).pathname });

  await t.test("it is heard and downloaded without a key", async () => {
    await guest.page.getByRole("heading", { name: "Spoken by en-gb" }).waitFor();
    await guest.page.getByText("Available until").waitFor();
    await guest.page.getByRole("button", { name: "Play" }).click();
    await untilHeard(guest.page);
    assert.equal(await guest.page.getByText("Pass it on.").count(), 0, "the text is not shared");
    const download = guest.page.waitForEvent("download");
    await guest.page.getByRole("link", { name: "Download" }).click();
    const file = await readFile(await (await download).path());
    assert.equal(file.toString("latin1", 0, 4), "RIFF");
  });

  await t.test("its owner can show the text, too: that is another link", async () => {
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("button", { name: "Share", exact: true }).click();
    await page.getByLabel("Show the text, too").check();
    await page.getByRole("button", { name: "Create link" }).click();
    const second = await page.getByRole("region", { name: "Link" }).innerText();
    await guest.page.goto(second);
    await guest.page.getByRole("region", { name: "Text" }).getByText("Pass it on.").waitFor();
    assert.equal(await guest.page.title(), "Pass it on.");
    assert.deepEqual(await accessibilityProblems(guest.page), []);
    await page.getByRole("button", { name: "Done" }).click();
  });

  await t.test("it is listed with one's links, and a link that was ended says so", async () => {
    await page.getByRole("link", { name: "Shared links" }).click();
    const row = page.locator(".shared-link", { hasText: "Pass it on." });
    await row.getByText("no expiry").waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    await row.getByRole("button", { name: "End link" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End link" }).click();
    await page.getByRole("heading", { name: "No shared links" }).waitFor();
    const answer = await guest.page.reload();
    assert.equal(answer?.status(), 404);
    await guest.page.getByRole("heading", { name: "This link no longer works" }).waitFor();
  });

  assert.deepEqual([...faults, ...guest.faults], []);
});
