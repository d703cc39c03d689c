import assert from "node:assert/strict";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { execa } from "execa";
import type { Page } from "playwright-core";
import { withoutProgram } from "../harness/client-programs.ts";
import { startBrowser } from "../harness/browser.ts";
import { type HistoryEntry, get } from "../harness/requests.ts";
import { startRelay } from "../harness/relay.ts";
import { type TestClub, startClub } from "../harness/test-club.ts";

const formats = ["wav", "opus", "mp3", "aac", "flac"] as const;
const input = "Good morning.";

test("players play each format to its end, while it is made", async (t) => {
  const club = await startClub(t, { hubOptions: ["--transcode", "mp3,aac,flac"] });
  await club.startAgent({ services: [{ ...espeak, slots: formats.length }] });
  const relay = await startRelay(t, club, "espeak-ng");
  const urls = formats.map((format) => {
    const url = new URL(relay);
    url.search = new URLSearchParams({ input, response_format: format }).toString();
    return url.href;
  });

  await t.test("ffmpeg", async () => {
    const played = await Promise.all(urls.map(decodedSeconds));
    await assertWhole(club, played);
  });

  await t.test("a browser", async () => {
    const browser = await startBrowser(t);
    const page = await browser.newPage();
    await page.goto(new URL("/", relay).href);
    const played = await Promise.all(urls.map((url) => playedSeconds(page, url)));
    await assertWhole(club, played);
  });

  const folder = await mkdtemp(join(tmpdir(), "club-players-"));
  await chmod(folder, 0o777);
  t.after(() => rm(folder, { recursive: true, force: true }));

  await t.test("mpv", { skip: withoutProgram("mpv") }, async () => {
    const played = await Promise.all(
      urls.map((url, at) => mpvSeconds(url, join(folder, `mpv-${at}.wav`))),
    );
    await assertWhole(club, played);
  });

  await t.test("VLC", { skip: withoutProgram("vlc") }, async () => {
    // VLC 3 leaves out the last blocks of FLAC where they are silent, of files as of streams.
    const others = urls.slice(0, formats.indexOf("flac"));
    const played = await Promise.all(
      others.map((url, at) => vlcSeconds(url, join(folder, `vlc-${at}.wav`))),
    );
    await assertWhole(club, played);
  });
});

const espeak = { type: "tts", engine: "espeak-ng", model: "espeak-ng" };

/** All were of the same text, and so are as long as one another. */
async function assertWhole(club: TestClub, played: readonly number[]): Promise<void> {
  const { data } = await get<{ data: HistoryEntry[] }>(club, "/v1/history?limit=5");
  const spoken = data[0]?.audio_seconds ?? assert.fail();
  const shown = formats.map((format, i) => `${format} ${played[i]}`).join(", ");
  for (const seconds of played) {
    assert.ok(Math.abs(seconds - spoken) < codecSlackSeconds, `${shown}; spoken: ${spoken}`);
  }
}

/** AAC in ADTS cannot say how much of its first and last frame is padding. */
const codecSlackSeconds = 0.12;

async function decodedSeconds(url: string): Promise<number> {
  const args = ["-v", "error", "-i", url, "-f", "s16le", "-ac", "1", "-ar", "48000", "-"];
  const { stdout, stderr } = await execa("ffmpeg", args, { encoding: "buffer" });
  assert.equal(Buffer.from(stderr).toString(), "");
  return stdout.length / 2 / 48_000;
}

/** How much mpv has played; it writes that to a file in place of a loudspeaker. */
async function mpvSeconds(url: string, file: string): Promise<number> {
  const output = ["--ao=pcm", `--ao-pcm-file=${file}`, "--ao-pcm-waveheader=yes", url];
  await execa("mpv", ["--no-config", "--no-video", "--really-quiet", ...output]);
  return await fileSeconds(file);
}

/** The same of VLC. */
async function vlcSeconds(url: string, file: string): Promise<number> {
  const output = ["--aout=afile", `--audiofile-file=${file}`, "--play-and-exit", url];
  const vlc = ["vlc", "--intf=dummy", "--no-video", "--quiet", ...output];
  // It refuses to run for root.
  const asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", ...vlc];
  const [program = "", ...argv] = process.getuid?.() === 0 ? asNobody : vlc;
  await execa(program, argv, { env: { HOME: dirname(file) } });
  return await fileSeconds(file);
}

async function fileSeconds(file: string): Promise<number> {
  const probe = ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", file];
  return Number((await execa("ffprobe", probe)).stdout);
}

/** Where an audio element is when it has ended, which it must also say is its length. */
async function playedSeconds(page: Page, url: string): Promise<number> {
  const { at, duration } = await page.evaluate<{ at: number; duration: number }>(`
    new Promise((resolve, reject) => {
      const audio = new Audio(${JSON.stringify(url)});
      audio.muted = true;
      audio.onended = () => resolve({ at: audio.currentTime, duration: audio.duration });
      audio.onerror = () => reject(new Error(audio.error.message));
      audio.play().catch(reject);
    })`);
  assert.ok(Math.abs(at - duration) < 0.05, `${url} ended at ${at} of ${duration} s`);
  return at;
}
