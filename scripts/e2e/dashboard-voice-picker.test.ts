import assert from "node:assert/strict";
import { test } from "node:test";
import { accessibilityProblems } from "./harness/accessibility.ts";
import { openDashboard, startBrowser } from "./harness/browser.ts";
import { get } from "./harness/requests.ts";
import { attachStrangeAgent } from "./harness/strange-agent.ts";
import { startClub } from "./harness/test-club.ts";

test("a voice is chosen out of many", async (t) => {
  const club = await startClub(t);
  await club.startAgent();
  const voices = ["af_bella", "am_adam", "bf_emma"].map((name) => ({ name, languages: [] }));
  const services = [{ model: "kokoro", voices, defaultVoice: "af_bella" }];
  await using _ = await attachStrangeAgent(club.hub.url, club.member, { name: "rig", services });
  const browser = await startBrowser(t);
  const { page, faults } = await openDashboard(browser, club.hub.url, { key: club.member });
  const dialog = page.getByRole("dialog", { name: "Choose a voice" });
  const picker = page.getByRole("button", { name: "Voice" });

  await t.test("voices have names, and are found by language and gender", async () => {
    await page.getByLabel("Model").selectOption("kokoro");
    await page.getByRole("button", { name: "Voice Default (Bella)" }).click();
    await dialog
      .getByRole("button", { name: "Bella af_bella American English · female" })
      .waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    await dialog.getByLabel("Gender").selectOption("female");
    await dialog.getByText("2 of 3 voices").waitFor();
    await dialog.getByLabel("Search voices").fill("british");
    await dialog.getByText("1 of 3 voices").waitFor();
    await dialog.getByLabel("Search voices").press("Enter");
    await page.getByRole("button", { name: "Voice Emma" }).waitFor();
    const { data } = await get<{ data: { id: string; gender: string; is_default: boolean }[] }>(
      club,
      "/v1/audio/voices?format=objects&model=kokoro",
    );
    assert.deepEqual(
      data.map(({ id, gender, is_default: isDefault }) => [id, gender, isDefault]),
      [
        ["af_bella", "female", true],
        ["am_adam", "male", false],
        ["bf_emma", "female", false],
      ],
    );
  });

  await t.test("why a preview cannot be heard is said", async () => {
    await picker.click();
    await dialog.getByRole("button", { name: "Preview Adam" }).click();
    await dialog.getByRole("alert").waitFor();
    await page.keyboard.press("Escape");
  });

  await t.test("favourites come first, also after a reload", async () => {
    await page.getByLabel("Model").selectOption("espeak-ng");
    await picker.click();
    await dialog.getByRole("button", { name: "Favourite: Finnish" }).click();
    await page.keyboard.press("Escape");
    await page.reload();
    await picker.click();
    const [first] = await dialog.locator(".voice-groups h3").allInnerTexts();
    assert.equal(first, "Favourites");
    const favourite = dialog.locator("section", { hasText: "Favourites" });
    await favourite.getByRole("button", { name: "Finnish fi" }).waitFor();
  });

  await t.test("several voices speak one's own text, and one of them is taken", async () => {
    for (const name of ["German", "Finnish", "Swedish"]) {
      await dialog
        .getByRole("button", { name: `Compare ${name}`, exact: true })
        .first()
        .click();
    }
    await dialog.getByRole("button", { name: "Compare 3 voices" }).click();
    const compared = page.getByRole("region", { name: "Compared voices" });
    await compared.getByRole("button", { name: "Play Swedish" }).click();
    await compared.locator(".play.playing[aria-label='Stop Swedish']").waitFor();
    // One begins, the other ends.
    await compared.getByRole("button", { name: "Play German" }).click();
    await compared.getByRole("button", { name: "Play Swedish" }).waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    await compared.getByRole("button", { name: "Use Swedish" }).click();
    await page.getByRole("button", { name: "Voice Swedish" }).waitFor();
    await compared.waitFor({ state: "detached" });
  });

  assert.deepEqual(faults, []);
});
