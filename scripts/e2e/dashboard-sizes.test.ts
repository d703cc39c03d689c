import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { accessibilityProblems } from "./harness/accessibility.ts";
import { openDashboard, startBrowser } from "./harness/browser.ts";
import { speak } from "./harness/requests.ts";
import { startClub, type TestClub } from "./harness/test-club.ts";

test("every page has room for itself in every window", async (t) => {
  const club = await startClub(t, { hubOptions: ["--sharing", "true"] });
  await club.startAgent({ name: "home-rig" });
  const { key } = await club.createKey(["consumer", "provider", "admin"]);
  for (const input of [arabic, "A long text. ".repeat(280)]) {
    await (await speak(club, { model: "espeak-ng", input }, { key })).bytes();
  }
  const shared = await shareLast(club, key);
  const browser = await startBrowser(t);
  for (const [width, height] of sizes) {
    const viewport = { width, height };
    const options = { key, viewport, reducedMotion: "reduce" } as const;
    const { page, faults } = await openDashboard(browser, club.hub.url, options);
    for (const path of [...paths, shared, "/s/gone"]) {
      await t.test(`${path.slice(0, 10)} at ${width} by ${height}`, async () => {
        await page.goto(club.hub.url + path);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await page.getByText("Loading…").waitFor({ state: "detached" });
        assert.deepEqual(await cutOff(page), []);
        assert.deepEqual(await accessibilityProblems(page), []);
      });
    }
    assert.deepEqual(faults, []);
    await page.context().close();
  }

  await t.test("with letters twice as large the tabs can still be read and reached", async () => {
    const options = { key, viewport: { width: 360, height: 740 } };
    const { page } = await openDashboard(browser, club.hub.url, options);
    await page.evaluate("document.documentElement.style.fontSize = '200%'");
    const tabs = page.getByRole("navigation").getByRole("link");
    const boxes = await Promise.all((await tabs.all()).map((tab) => tab.boundingBox()));
    for (const [at, box] of boxes.entries()) {
      const next = boxes[at + 1];
      if (box && next) assert.ok(box.x + box.width <= next.x + 1, "a tab lies over the next");
    }
    await page.getByRole("link", { name: "Members" }).click();
    await page.getByRole("heading", { name: "Members", level: 1 }).waitFor();
    await page.context().close();
  });

  await t.test(
    "a text reads in its own direction, and names its row with a few words",
    async () => {
      const { page } = await openDashboard(browser, club.hub.url, { key, path: "/history" });
      await page.goto(`${club.hub.url}/history`);
      const row = page.locator(".entry-text", { hasText: arabic });
      await row.waitFor();
      const direction =
        "getComputedStyle([...document.querySelectorAll('.entry-text')].at(-1)).direction";
      assert.equal(await page.evaluate(direction), "rtl");
      for (const head of await page.locator(".entry-head").all()) {
        assert.ok((await head.innerText()).length < 250);
      }
      await page.context().close();
    },
  );
});

/** The path of a link to the newest clip. */
async function shareLast(club: TestClub, key: string): Promise<string> {
  const headers = { authorization: `Bearer ${key}` };
  const list = await fetch(`${club.hub.url}/v1/history?limit=1`, { headers });
  const { data } = (await list.json()) as { data: { id: string }[] };
  const url = `${club.hub.url}/v1/history/${data[0]?.id}/share`;
  const body = JSON.stringify({ expires_in_days: 7, with_text: true });
  const json = { ...headers, "content-type": "application/json" };
  const made = await fetch(url, { method: "POST", headers: json, body });
  return ((await made.json()) as { path: string }).path;
}

const arabic = "مرحبا بكم في النادي";

/** A phone, a tablet, a laptop, a large screen; and a laptop at 400 %. */
const sizes = [
  [360, 740],
  [768, 1024],
  [1280, 800],
  [1920, 1080],
  [320, 256],
] as const;

const paths = [
  "/",
  "/dialogue",
  "/history",
  "/links",
  "/usage",
  "/account",
  "/providers",
  "/members",
  "/docs",
] as const;

/** Elements that are wider than the window, or whose text is cut without a mark that it is. */
function cutOff(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(`(() => {
    const isMarked = (style) => style.textOverflow === "ellipsis" || /auto|scroll/.test(style.overflowX);
    const found = [...document.body.querySelectorAll("*")].filter((element) => {
      if (element.closest(".visually-hidden, .skip, svg, [hidden], .day-labels, .copy") || element.clientWidth === 0) return false;
      const style = getComputedStyle(element);
      const isWide = element.scrollWidth > element.clientWidth + 1 && style.display !== "inline";
      const isText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
      return isWide && isText && !isMarked(style);
    });
    const page = document.documentElement;
    return [
      ...found.map((element) => element.outerHTML.slice(0, 160)),
      ...(page.scrollWidth > innerWidth ? ["the page is " + page.scrollWidth + " pixels wide"] : []),
    ];
  })()`);
}
