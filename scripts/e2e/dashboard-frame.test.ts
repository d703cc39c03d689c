import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { startInferenceClubDia } from "../../agent/test/engines/stand-ins/inference-club-dia.ts";
import { accessibilityProblems } from "./harness/accessibility.ts";
import { audioTime, openDashboard, startBrowser, untilHeard } from "./harness/browser.ts";
import { startHandFedEngine } from "./harness/hand-fed-engine.ts";
import { lastEntry } from "./harness/requests.ts";
import { startClub } from "./harness/test-club.ts";

test("speech and what was typed outlive a visit elsewhere", async (t) => {
  await using engine = await startHandFedEngine();
  await using dia = await startInferenceClubDia();
  const club = await startClub(t);
  const cloner = { type: "tts", engine: "dia", model: "dia", url: dia.url };
  const agent = await club.startAgent({ services: [engine.service(), cloner] });
  const browser = await startBrowser(t);
  const { page, faults } = await openDashboard(browser, club.hub.url, { key: club.member });
  const speak = page.getByRole("button", { name: "Speak", exact: true });
  const text = page.getByLabel("Text to speak");
  const open = async (name: string): Promise<void> => {
    await page.getByRole("navigation").getByRole("link", { name }).click();
    await page.getByRole("heading", { name, level: 1 }).waitFor();
  };
  await page.getByLabel("Model").selectOption("hand-fed");

  await t.test("speech goes on in a docked player while another page is looked at", async () => {
    await text.fill("Stay with me.");
    await speak.click();
    const utterance = await engine.nextUtterance();
    utterance.speak(4);
    await page.getByText("hand-fed is speaking…").waitFor();
    await untilHeard(page);
    await open("Usage");
    const dock = page.getByRole("region", { name: "Now playing" });
    await dock.getByText("Stay with me.").waitFor();
    await untilHeard(page);
    assert.deepEqual(await accessibilityProblems(page), [], "the docked player");
    utterance.finish();
    await dock.getByRole("link", { name: "Back to Speak" }).click();
    await page.getByText("Done. It is in your history.").waitFor();
    assert.equal((await lastEntry(club)).status, "completed");
    await dock.waitFor({ state: "detached" });
  });

  await t.test("speech that broke off is heard to its end, again, and downloaded", async () => {
    await speak.click();
    const utterance = await engine.nextUtterance();
    utterance.speak(1.5);
    await page.getByText("hand-fed is speaking…").waitFor();
    utterance.cut();
    await page.getByRole("alert").waitFor();
    await page.getByText("Stopped early").waitFor();
    const player = page.getByRole("group", { name: "Spoken audio" });
    await player.getByRole("button", { name: "Play" }).waitFor();
    await player.getByRole("button", { name: "Play" }).click();
    await untilHeard(page);
    assert.ok((await audioTime(page)) < 1.5);
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download what there is" }).click();
    const file = await readFile(await (await download).path());
    assert.equal(file.toString("latin1", 0, 4), "RIFF");
    assert.ok(file.length > 24_000);
    await page.getByRole("button", { name: "Try again" }).click();
    const second = await engine.nextUtterance();
    assert.equal(second.input, "Stay with me.");
    second.speak(0.2);
    second.finish();
    await page.getByText("Done. It is in your history.").waitFor();
  });

  await t.test(
    "a script is there again, and a dialogue of the history goes back into it",
    async () => {
      await open("Dialogue");
      await page.getByLabel("Line 1, S1").fill("Shall we?");
      await page.getByLabel("Line 2, S2").fill("After you.");
      await speak.click();
      await page.getByText("Done. It is in your history.").waitFor();
      await page.getByLabel("Line 2, S2").fill("Never.");
      await open("Speak");
      await open("Dialogue");
      assert.equal(await page.getByLabel("Line 2, S2").inputValue(), "Never.");
      await open("History");
      await page.getByRole("button", { name: "[S1] Shall we?" }).click();
      await page.getByRole("button", { name: "Use again" }).click();
      await page.getByRole("heading", { name: "Dialogue", level: 1 }).waitFor();
      assert.equal(await page.getByLabel("Line 1, S1").inputValue(), "Shall we?");
      assert.equal(await page.getByLabel("Line 2, S2").inputValue(), "After you.");
      assert.equal(await page.getByRole("combobox", { name: /^Model/ }).inputValue(), "dia");
    },
  );

  await t.test("the text and the result stay when the last machine goes", async () => {
    await open("Speak");
    await text.fill("Still here?");
    await speak.click();
    const utterance = await engine.nextUtterance();
    utterance.speak(0.2);
    utterance.finish();
    await page.getByText("Done. It is in your history.").waitFor();
    agent.kill("SIGTERM");
    await page.getByText("No machine is online.").waitFor();
    assert.equal(await text.inputValue(), "Still here?");
    assert.ok(await page.getByText("Done. It is in your history.").isVisible());
    assert.ok(await speak.isDisabled());
    assert.deepEqual(await accessibilityProblems(page), []);
  });

  await t.test("who signs in next finds nothing of it", async () => {
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    const kept = await page.evaluate(
      "JSON.stringify([{ ...sessionStorage }, { ...localStorage }])",
    );
    assert.equal(kept, '[{},{"club-theme":"auto"}]');
  });

  assert.deepEqual(faults, []);
});
