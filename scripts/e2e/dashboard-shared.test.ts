import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
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
  await page.getByRole("button", { name: "Share" }).click();
  const link = await page.getByRole("region", { name: "Link" }).innerText();
  const guest = await openDashboard(browser, club.hub.url, { path: new URL(link).pathname });

  await t.test("it is heard and downloaded without a key", async () => {
    await guest.page.getByRole("heading", { name: "A voice from the club" }).waitFor();
    await guest.page.getByText("Voice en-gb").waitFor();
    await guest.page.getByRole("button", { name: "Play" }).click();
    await untilHeard(guest.page);
    assert.equal(await guest.page.getByText("Pass it on.").count(), 0, "the text is not shared");
    const download = guest.page.waitForEvent("download");
    await guest.page.getByRole("link", { name: "Download" }).click();
    const file = await readFile(await (await download).path());
    assert.equal(file.toString("latin1", 0, 4), "RIFF");
  });

  await t.test("a link that was ended says so", async () => {
    await page.getByRole("button", { name: "End this link" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    const answer = await guest.page.reload();
    assert.equal(answer?.status(), 404);
    await guest.page.getByRole("heading", { name: "This link leads nowhere" }).waitFor();
  });

  assert.deepEqual([...faults, ...guest.faults], []);
});
