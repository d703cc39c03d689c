import assert from "node:assert/strict";
import { test } from "node:test";
import { accessibilityProblems } from "./harness/accessibility.ts";
import { openDashboard, signIn, startBrowser } from "./harness/browser.ts";
import { startClub } from "./harness/test-club.ts";

test("a page whose hub goes, or lets it in no more, says so", async (t) => {
  const club = await startClub(t);
  const browser = await startBrowser(t);
  const { key } = await club.createKey(["consumer"], ["--name", "kitchen"]);
  const { key: admin } = await club.createKey(["admin"]);
  const { page } = await openDashboard(browser, club.hub.url, { key });
  const text = page.getByLabel("Text to speak");
  const away = page.getByText("The hub cannot be reached. Reconnecting…");

  await t.test("the heading has the focus after signing in, and after a link", async () => {
    await page.locator("h1:focus", { hasText: "Speak" }).waitFor();
    await page.getByRole("navigation").getByRole("link", { name: "Usage" }).click();
    await page.locator("h1:focus", { hasText: "Usage" }).waitFor();
    await page.getByRole("navigation").getByRole("link", { name: "Speak" }).click();
    await page.locator("h1:focus", { hasText: "Speak" }).waitFor();
  });

  await t.test(
    "a banner stands for as long as the hub is away, and one stays signed in",
    async () => {
      await text.fill("Do not lose this.");
      club.hub.kill("SIGTERM");
      await club.hub.ended;
      await away.waitFor();
      assert.equal(await text.inputValue(), "Do not lose this.");
      assert.deepEqual(await accessibilityProblems(page), []);
      await club.restartHub();
      await away.waitFor({ state: "detached" });
      assert.equal(await text.inputValue(), "Do not lose this.");
      await page.reload();
      await text.waitFor();
    },
  );

  await t.test("a page whose key was revoked says so by itself, and keeps the text", async () => {
    const keys = await fetch(`${club.hub.url}/v1/keys?user=tester`, auth(admin));
    const { data } = (await keys.json()) as { data: { id: string; name: string }[] };
    const id = data.find(({ name }) => name === "kitchen")?.id;
    await fetch(`${club.hub.url}/v1/keys/${id}`, { ...auth(admin), method: "DELETE" });
    await page.getByText("You were signed out.").waitFor();
    await page.getByText("This API key was revoked.").waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    const other = await club.createKey(["consumer"]);
    await signIn(page, other.key);
    assert.equal(await text.inputValue(), "Do not lose this.");
  });
});

function auth(key: string): { readonly headers: Readonly<Record<string, string>> } {
  return { headers: { authorization: `Bearer ${key}` } };
}
