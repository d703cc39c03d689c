import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "../until.ts";
import { accessibilityProblems } from "./harness/accessibility.ts";
import { openDashboard, startBrowser } from "./harness/browser.ts";
import { patienceMs } from "./harness/limits.ts";
import { get } from "./harness/requests.ts";
import { startClub } from "./harness/test-club.ts";
import { record } from "./harness/voice-recordings.ts";

test("a library of one's own voices is kept in the dashboard", async (t) => {
  const club = await startClub(t);
  const browser = await startBrowser(t);
  const options = { key: club.member, path: "/dialogue", permissions: ["microphone"] };
  const { page, faults } = await openDashboard(browser, club.hub.url, options);
  const dialog = page.getByRole("dialog", { name: "Add a voice" });
  const sure = page.getByRole("dialog", { name: "Close without saving?" });
  const recordSome = async (): Promise<void> => {
    await page.getByRole("button", { name: "Add a voice" }).click();
    await dialog.getByRole("button", { name: "Record" }).click();
    await dialog.getByRole("timer").getByText("0:01").waitFor();
  };

  await t.test(
    "a recording has a sentence to read, a level, and what was read as text",
    async () => {
      await recordSome();
      const sentence = await dialog.locator(".reading p").innerText();
      assert.match(sentence, /^When the ferry came in/);
      await dialog.getByRole("meter", { name: "Recording level" }).waitFor();
      const level = "document.querySelector('dialog meter').value";
      // Chromium's own microphone beeps once a second.
      await until(
        "the beep to be seen",
        async () => ((await page.evaluate<number>(level)) > 0.1 ? true : undefined),
        { timeoutMs: patienceMs },
      );
      assert.deepEqual(await accessibilityProblems(page), []);
      await dialog.getByRole("button", { name: "Stop" }).click();
      await dialog.getByRole("button", { name: "Record again" }).waitFor();
      assert.equal(await dialog.getByLabel("What is said in it?").inputValue(), sentence);
    },
  );

  await t.test("Escape throws no recording away unasked, however often it is pressed", async () => {
    for (const _ of [1, 2]) {
      await page.keyboard.press("Escape");
      await sure.waitFor();
      await page.keyboard.press("Escape");
      await sure.waitFor({ state: "detached" });
      assert.ok(await dialog.isVisible());
    }
    await page.keyboard.press("Escape");
    assert.deepEqual(await accessibilityProblems(page), []);
    await sure.getByRole("button", { name: "Discard" }).click();
    await dialog.waitFor({ state: "detached" });
    await recordSome();
    await page.keyboard.press("Escape");
    await sure.getByRole("button", { name: "Keep it" }).click();
    await dialog.getByRole("button", { name: "Stop" }).click();
    await page.keyboard.press("Escape");
    await sure.getByRole("button", { name: "Discard" }).click();
    await dialog.waitFor({ state: "detached" });
  });

  await t.test("a sample without a transcript is given one on the page", async () => {
    const file = join(club.folder, "ada.wav");
    await record(file, "This is Ada.");
    const form = new FormData();
    form.set("speaker_name", "Ada");
    form.set("consent", "true");
    form.set("audio", new Blob([await readFile(file)]), "ada.wav");
    const headers = { authorization: `Bearer ${club.member}` };
    const url = `${club.hub.url}/v1/voice/samples`;
    assert.equal((await fetch(url, { method: "POST", headers, body: form })).status, 201);
    await page.reload();
    await page.getByRole("button", { name: "Add a transcript" }).click();
    const edit = page.getByRole("dialog", { name: "Edit Ada" });
    await edit.getByLabel("What is said in it?").fill("This is Ada.");
    await edit.getByLabel("Language").fill("en-GB");
    assert.deepEqual(await accessibilityProblems(page), []);
    await edit.getByRole("button", { name: "Save" }).click();
    await page.getByText("“This is Ada.”").waitFor();
    const { data } = await get<{ data: { transcript: string; language: string }[] }>(
      club,
      "/v1/voice/samples",
    );
    assert.deepEqual([data[0]?.transcript, data[0]?.language], ["This is Ada.", "en-GB"]);
  });

  assert.deepEqual(faults, []);
});
