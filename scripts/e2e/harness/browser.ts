import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import type { TestContext } from "node:test";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { until } from "../../until.ts";
import { patienceMs } from "./limits.ts";

/** A window at a hub's dashboard, and what went on in it that should not. */
export type Dashboard = {
  readonly page: Page;
  /** Requests to anywhere but the hub, and what the page's policy or its scripts complained of. */
  readonly faults: readonly string[];
};

/** Starts the system's Chromium, without a screen and with a microphone that beeps; it ends with the test. */
export async function startBrowser(t: TestContext): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: findChromium(), args: [...flags] });
  t.after(() => browser.close());
  return browser;
}

/** Opens a page of a hub's dashboard, signed in where there is a key. */
export async function openDashboard(
  browser: Browser,
  hubUrl: string,
  { key, path = "/", ...options }: BrowserContextOptions & { key?: string; path?: string },
): Promise<Dashboard> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    const isOwn = url.origin === hubUrl || url.protocol === "blob:";
    if (!isOwn) faults.push(`asked for ${request.url()}`);
  });
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (/content security policy/i.test(message.text())) faults.push(message.text());
  });
  await page.goto(hubUrl + path);
  if (key !== undefined) await signIn(page, key);
  return { page, faults };
}

export async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel("Key").fill(key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("navigation").waitFor();
}

/** Where the audio that plays on the page is, in seconds; else that which has played, or would. */
export function audioTime(page: Page): Promise<number> {
  return page.evaluate<number>(`(() => {
    const all = [...document.querySelectorAll("audio")];
    const used = all.find((one) => !one.paused) ?? all.find((one) => one.currentTime > 0);
    return (used ?? all.find((one) => one.srcObject || one.src)).currentTime;
  })()`);
}

/** Resolves when the audio element has moved on from where it is. */
export async function untilHeard(page: Page): Promise<void> {
  const before = await audioTime(page);
  await until(
    "the audio to be heard",
    async () => ((await audioTime(page)) > before ? true : undefined),
    { timeoutMs: patienceMs },
  );
}

function findChromium(): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const found = names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find(isProgram);
  if (found === undefined) throw new Error(`None of these is on the PATH: ${names.join(", ")}.`);
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** As scripts/bootstrap/programs.mjs installs or finds it. */
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
] as const;
