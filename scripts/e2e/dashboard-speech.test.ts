import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { execa } from "execa";
import type { Locator } from "playwright-core";
import { accessibilityProblems } from "./harness/accessibility.ts";
import { audioTime, openDashboard, signIn, startBrowser, untilHeard } from "./harness/browser.ts";
import { startHandFedEngine } from "./harness/hand-fed-engine.ts";
import { get, lastEntry } from "./harness/requests.ts";
import { startClub } from "./harness/test-club.ts";

test("the dashboard speaks", async (t) => {
  await using engine = await startHandFedEngine();
  const club = await startClub(t);
  const espeak = { type: "tts", engine: "espeak-ng", model: "espeak-ng" };
  await club.startAgent({ services: [espeak, engine.service()] });
  const browser = await startBrowser(t);
  const { page, faults } = await openDashboard(browser, club.hub.url, {});

  await t.test(
    "signing in tells a wrong key from a right one, which no script can read",
    async () => {
      await page.getByLabel("Key").fill("club_wrong");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("alert").getByText("not one of this hub's").waitFor();
      await signIn(page, club.member);
      const [cookie] = await page.context().cookies();
      assert.deepEqual([cookie?.httpOnly, cookie?.sameSite], [true, "Strict"]);
      assert.notEqual(cookie?.value, club.member);
      assert.equal(
        await page.evaluate("document.cookie + JSON.stringify({ ...localStorage })"),
        '{"club-theme":"auto"}',
      );
    },
  );

  const speak = page.getByRole("button", { name: "Speak", exact: true });
  const text = page.getByLabel("Text to speak");
  const done = page.getByText("Done. It is in your history.");

  await t.test("a text file is dropped to be spoken, and another kind is refused", async () => {
    const dropFile = (name: string, type: string): Promise<void> =>
      page.evaluate(`(() => {
        const files = new DataTransfer();
        files.items.add(new File(["A chapter from a file."], "${name}", { type: "${type}" }));
        document.querySelector("textarea").dispatchEvent(
          new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }),
        );
      })()`);
    await dropFile("cover.png", "image/png");
    await page.getByRole("alert").getByText("Drop a plain text file").waitFor();
    await dropFile("chapter.md", "");
    await page.getByRole("alert").waitFor({ state: "detached" });
    assert.equal(await text.inputValue(), "A chapter from a file.");
  });

  await t.test("the keyboard alone chooses a voice, speaks and listens", async () => {
    const { page: keys, faults: complaints } = await openDashboard(browser, club.hub.url, {
      key: club.member,
    });
    const tabTo = async (target: Locator): Promise<void> => {
      for (let presses = 0; presses < 30; presses += 1) {
        await keys.keyboard.press("Tab");
        if ((await target.and(keys.locator(":focus-visible")).count()) === 1) return;
      }
      assert.fail(`${String(target)} is out of the Tab key's reach`);
    };
    await keys.getByLabel("Model").waitFor();
    await keys.reload();
    await keys.getByLabel("Model").waitFor();
    await tabTo(keys.getByRole("link", { name: "Skip to content" }));
    await keys.keyboard.press("Enter");
    await tabTo(keys.getByLabel("Text to speak"));
    await keys.keyboard.press("Control+A");
    await keys.keyboard.type("Guten Morgen.");
    await tabTo(keys.getByLabel("Model"));
    await keys.keyboard.type("espeak");
    await tabTo(keys.getByRole("button", { name: "Voice" }));
    await keys.keyboard.press("Enter");
    await keys.locator("input:focus[aria-label='Search voices']").waitFor();
    assert.deepEqual(await accessibilityProblems(keys), [], "the voices' dialog");
    await keys.keyboard.type("german");
    await keys.getByRole("button", { name: "German de", exact: true }).waitFor();
    await keys.keyboard.press("Enter");
    await keys.locator("button.select:focus", { hasText: "German" }).waitFor();
    await tabTo(keys.getByRole("button", { name: "Speak", exact: true }));
    await keys.keyboard.press("Space");
    await keys.getByText("Done. It is in your history.").waitFor();
    await tabTo(keys.getByRole("group", { name: "Spoken audio" }).getByRole("button"));
    const { voice, input } = await lastEntry(club);
    assert.deepEqual([voice, input, complaints], ["de", "Guten Morgen.", []]);
    await keys.context().close();
  });

  await t.test(
    "a language and a format are chosen, and what comes of it is downloaded",
    async () => {
      await page.getByLabel("Model").selectOption("espeak-ng");
      await page.getByRole("combobox", { name: "Language" }).selectOption("fr-fr");
      await page.getByLabel("Format").selectOption("opus");
      await text.fill("Bonjour.");
      await speak.click();
      await done.waitFor();
      const download = page.waitForEvent("download");
      await page.getByRole("link", { name: "Download" }).click();
      const file = await download;
      assert.match(file.suggestedFilename(), /\.(ogg|opus)$/);
      const audio = await readFile(await file.path());
      assert.equal(audio.toString("latin1", 0, 4), "OggS");
      const { data } = await get<{ data: { language: string; format: string }[] }>(
        club,
        "/v1/history?limit=1",
      );
      assert.deepEqual([data[0]?.language, data[0]?.format], ["fr-fr", "opus"]);
      await page.getByRole("combobox", { name: "Language" }).selectOption("");
      await page.getByLabel("Format").selectOption("wav");
    },
  );

  await t.test("a voice is found by its language, and speaks", async () => {
    await page.getByLabel("Model").selectOption("espeak-ng");
    await text.fill("Guten Tag.");
    await page.getByText("10 of 5,000 characters").waitFor();
    await page.getByRole("button", { name: "Voice" }).click();
    await page.getByLabel("Search voices").fill("german");
    await page.getByRole("button", { name: "German de", exact: true }).click();
    await speak.click();
    await done.waitFor();
    const entry = await lastEntry(club);
    assert.deepEqual([entry.voice, entry.input, entry.format], ["de", "Guten Tag.", "wav"]);
    await page.getByText("First audio").waitFor();
  });

  await t.test("audio is heard before its generation ends, as WAV and as Opus", async () => {
    await page.getByLabel("Model").selectOption("hand-fed");
    for (const format of ["wav", "opus"]) {
      await page.getByLabel("Format").selectOption(format);
      await speak.click();
      const utterance = await engine.nextUtterance();
      utterance.speak(2);
      await page.getByText("hand-fed is speaking…").waitFor();
      await untilHeard(page);
      const before = await audioTime(page);
      utterance.speak(1);
      await page.locator(".whole", { hasText: /0:0(2.[5-9]|3)/ }).waitFor();
      assert.ok((await audioTime(page)) >= before);
      utterance.finish();
      await done.waitFor();
      await page.locator(".now", { hasText: "0:00.0" }).waitFor();
      assert.equal((await lastEntry(club)).format, format);
      await page.getByRole("button", { name: "Play" }).click();
      await untilHeard(page);
      await page.getByLabel("Position").fill("2.5");
      assert.ok((await audioTime(page)) >= 2.5);
    }
  });

  await t.test(
    "a voice is heard before it is chosen, once for all, and leaves no trace",
    async () => {
      const before = await lastEntry(club);
      await page.getByRole("button", { name: "Voice" }).click();
      await page.getByRole("button", { name: "Preview ben" }).click();
      const utterance = await engine.nextUtterance();
      assert.match(utterance.input, /^Hello! This is what I sound like\./);
      utterance.speak(20);
      utterance.finish();
      const playing = page.locator(".play.playing[aria-label='Stop ben']");
      await playing.waitFor();
      await playing.click();
      await page.getByRole("button", { name: "Preview ben" }).click();
      // It is not spoken again: the engine would have been asked, and nothing would play.
      await playing.waitFor();
      await page.getByRole("button", { name: "ben", exact: true }).click();
      assert.equal(await page.getByRole("button", { name: "Voice ben" }).count(), 1);
      assert.deepEqual(await lastEntry(club), before);
    },
  );

  await t.test("cancelling stops the engine", async () => {
    await speak.click();
    const utterance = await engine.nextUtterance();
    utterance.speak(1);
    await page.getByText("hand-fed is speaking…").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Cancelled.").waitFor();
    utterance.speak(1);
    await utterance.abandoned;
    assert.equal((await lastEntry(club)).status, "cancelled");
  });

  await t.test("a refusal is told, with what to do about it", async () => {
    const { key } = await club.createKey(["consumer"], ["--audio-seconds-per-day", "0.5"]);
    const limited = await openDashboard(browser, club.hub.url, { key });
    await limited.page.getByRole("button", { name: "Speak", exact: true }).click();
    const alert = limited.page.getByRole("alert");
    await alert.getByText("Of 0.5 seconds of audio a day").waitFor();
    await alert.getByText("The page Usage shows what is left").waitFor();
    await limited.page.getByRole("link", { name: "Usage" }).click();
    await limited.page.getByText("0.5 s left of 0.5 s").waitFor();
    await limited.page.context().close();
    assert.deepEqual(limited.faults, []);
  });

  await t.test("the code beside it does the same", async () => {
    await page.getByLabel("Model").selectOption("espeak-ng");
    await page.getByLabel("Format").selectOption("wav");
    await text.fill(`It's "quoted" & <b>not</b> run: $(true)`);
    const code = await page.getByRole("region", { name: "curl code" }).innerText();
    await execa("sh", ["-c", code], { cwd: club.folder, env: { CLUB_KEY: club.member } });
    const audio = await readFile(join(club.folder, "speech.wav"));
    assert.equal(audio.toString("latin1", 0, 4), "RIFF");
    assert.equal((await lastEntry(club)).input, `It's "quoted" & <b>not</b> run: $(true)`);
  });

  await t.test("signing out ends the session at the hub, too", async () => {
    const [cookie] = await page.context().cookies();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    const headers = { cookie: `${cookie?.name}=${cookie?.value}` };
    const response = await fetch(`${club.hub.url}/v1/models`, { headers });
    await response.body?.cancel();
    assert.equal(response.status, 401);
    assert.equal((await get<{ data: unknown[] }>(club, "/v1/models")).data.length, 2);
  });

  assert.deepEqual(faults, []);
});
