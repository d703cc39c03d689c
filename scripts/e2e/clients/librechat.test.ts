import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { startBrowser } from "../harness/browser.ts";
import { lastEntry } from "../harness/requests.ts";
import { startRelay } from "../harness/relay.ts";
import { startClub } from "../harness/test-club.ts";

// As TTSService.js asks: neither for a format nor for a stream. It pipes the answer to its page as
// audio/mpeg, whatever it is, and the page feeds it to a MediaSource of that type while it comes.
test("LibreChat's page plays what its server passes on as MP3", async (t) => {
  const club = await startClub(t, {
    hubOptions: ["--transcode", "mp3", "--default-format", "mp3"],
  });
  await club.startAgent();
  const relay = await startRelay(t, club, "espeak-ng", "audio/mpeg");
  const browser = await startBrowser(t);
  const page = await browser.newPage();
  await page.goto(new URL("/", relay).href);
  const query = new URLSearchParams({ input: "Good morning.", voice: "alloy", backend: "" });
  const seconds = await playedSeconds(page, `${relay}?${query.toString()}`);
  const { audio_seconds: spoken } = await lastEntry(club);
  assert.ok(Math.abs(seconds - spoken) < 0.1, `${seconds} of ${spoken} s`);
});

/** Plays with a MediaSource, and tells where it was at the end. */
async function playedSeconds(page: Page, url: string): Promise<number> {
  return page.evaluate<number>(`
    new Promise((resolve, reject) => {
      const source = new MediaSource();
      const audio = new Audio(URL.createObjectURL(source));
      audio.muted = true;
      audio.onended = () => resolve(audio.currentTime);
      audio.onerror = () => reject(new Error(audio.error.message));
      source.onsourceopen = async () => {
        const buffer = source.addSourceBuffer("audio/mpeg");
        const response = await fetch(${JSON.stringify(url)});
        const reader = response.body.getReader();
        for (let part = await reader.read(); !part.done; part = await reader.read()) {
          buffer.appendBuffer(part.value);
          await new Promise((done) => (buffer.onupdateend = done));
          audio.play().catch(reject);
        }
        source.endOfStream();
      };
    })`);
}
