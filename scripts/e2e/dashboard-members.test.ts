import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../until.ts";
import { createKey } from "../processes/club.ts";
import { accessibilityProblems } from "./harness/accessibility.ts";
import { openDashboard, startBrowser } from "./harness/browser.ts";
import { patienceMs } from "./harness/limits.ts";
import { speak } from "./harness/requests.ts";
import { startClub, type TestClub } from "./harness/test-club.ts";

test("the dashboard manages members", async (t) => {
  const club = await startClub(t, { hubOptions: ["--sharing", "true"] });
  await club.startAgent();
  const { key: admin } = await club.createKey(["admin"]);
  const { key } = await createKey(club.dataDir, "ben", ["consumer"], ["--name", "ben’s radio"]);
  const browser = await startBrowser(t);
  const options = { key: admin, path: "/members", reducedMotion: "reduce" } as const;
  const { page, faults } = await openDashboard(browser, club.hub.url, options);
  const ben = page.locator(".member", { hasText: "ben" });
  const dialog = page.getByRole("dialog");
  const speaks = async (): Promise<number> => {
    const response = await speak(club, { model: "espeak-ng", input: "Hello." }, { key });
    await response.bytes();
    return response.status;
  };

  await t.test("a user's limits are set, hold, and are lifted", async () => {
    await page.goto(`${club.hub.url}/members`);
    await ben.getByRole("button", { name: "Limits", exact: true }).click();
    await dialog.getByLabel("Minutes of audio a day").fill("0.001");
    await dialog.getByLabel("Requests at once").fill("3");
    assert.deepEqual(await accessibilityProblems(page), [], "the limits' dialog");
    await dialog.getByRole("button", { name: "Save" }).click();
    await ben.getByText("3 at once, 0.1 s a day").waitFor();
    await speaks();
    assert.equal(await speaks(), 429);
    await ben.getByRole("button", { name: "Limits", exact: true }).click();
    await dialog.getByLabel("Minutes of audio a day").fill("");
    await dialog.getByLabel("Requests at once").fill("");
    await dialog.getByRole("button", { name: "Save" }).click();
    await ben.getByText("No limits").waitFor();
    assert.equal(await speaks(), 200);
    await page.reload();
    await ben.getByText(/Last 30 days .+ in \d requests?/).waitFor();
  });

  await t.test("a limit that makes no sense is refused in words", async () => {
    await page.goto(`${club.hub.url}/members`);
    await ben.getByRole("button", { name: "Limits of ben’s radio" }).click();
    await dialog.getByLabel("Requests a minute").fill("0.5");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByRole("alert").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  await t.test("a user is shut out and let in again; nobody shuts themselves out", async () => {
    await page.goto(`${club.hub.url}/members`);
    await ben.getByRole("button", { name: "Disable" }).click();
    assert.deepEqual(await accessibilityProblems(page), [], "the confirmation's dialog");
    await dialog.getByRole("button", { name: "Disable" }).click();
    await ben.getByText("Disabled").waitFor();
    assert.equal(await speaks(), 401);
    await ben.getByRole("button", { name: "Enable" }).click();
    await ben.getByText("Disabled").waitFor({ state: "detached" });
    assert.equal(await speaks(), 200);
    const self = page.locator(".member", { hasText: "tester" });
    assert.equal(await self.getByRole("button", { name: "Disable" }).count(), 0);
  });

  await t.test("a key is made with limits and an end, and both are shown", async () => {
    await page.goto(`${club.hub.url}/members`);
    await page.getByRole("button", { name: "New key" }).click();
    await dialog.getByLabel("User").fill("carla");
    await dialog.getByLabel("What it is for").fill("guest");
    await dialog.getByText("Limits and expiry").click();
    await dialog.getByLabel("Expires after days").fill("7");
    await dialog.getByLabel("Requests a minute").fill("5");
    assert.deepEqual(await accessibilityProblems(page), [], "the dialog for a new key");
    await dialog.getByRole("button", { name: "Make the key" }).click();
    await dialog.getByRole("region", { name: "The new key" }).waitFor();
    await dialog.getByRole("button", { name: "Done" }).click();
    const carla = page.locator(".member", { hasText: "carla" });
    await carla.getByText(/never used, expires .+ · 5 requests a minute/).waitFor();
  });

  await t.test("a new hub's owner is shown what is still to do", async (t2) => {
    const fresh = await startClub(t2);
    const { key: owner } = await fresh.createKey(["consumer", "provider", "admin"]);
    const { page: own } = await openDashboard(browser, fresh.hub.url, { key: owner });
    const steps = own.getByRole("region", { name: "First steps" });
    await steps.getByRole("button", { name: "Add a machine" }).waitFor();
    assert.deepEqual(await accessibilityProblems(own), []);
    await fresh.startAgent({ name: "home-rig" });
    await steps.getByText("(done)").waitFor({ state: "attached" });
    await steps.getByRole("button", { name: "Invite a friend" }).click();
    await own.getByRole("region", { name: "Invitation link" }).waitFor();
    await createKey(fresh.dataDir, "friend", ["consumer"]);
    await own.keyboard.press("Escape");
    await steps.waitFor({ state: "detached" });
    await own.context().close();
  });

  await t.test("who has used four fifths of a limit is warned before speaking", async () => {
    const limited = ["--audio-seconds-per-day", "0.85"];
    const { key: short } = await createKey(club.dataDir, "dora", ["consumer"], limited);
    const { page: own } = await openDashboard(browser, club.hub.url, { key: short });
    await (await speak(club, { model: "espeak-ng", input: "Hello." }, { key: short })).bytes();
    await own.getByText(/left of 0\.\d s today\. It resets/).waitFor();
    assert.deepEqual(await accessibilityProblems(own), []);
    await own.context().close();
  });

  await t.test("a member makes, renames and ends keys of their own", async () => {
    const { page: own } = await openDashboard(browser, club.hub.url, { key, path: "/" });
    await own.getByRole("link", { name: /ben/ }).click();
    await own.getByRole("heading", { name: "Account", level: 1 }).waitFor();
    await own.getByText("This browser").waitFor();
    await own.getByRole("button", { name: "New key" }).click();
    await own.getByLabel("What is it for?").fill("Laptop");
    assert.deepEqual(await accessibilityProblems(own), [], "the dialog for a key of one's own");
    await own.getByRole("button", { name: "Create key" }).click();
    const secret = await own.getByRole("region", { name: "The new key" }).innerText();
    const said = await speak(club, { model: "espeak-ng", input: "Hi." }, { key: secret });
    assert.equal(said.status, 200);
    await said.bytes();
    await own.getByRole("button", { name: "Done" }).click();
    await own.getByRole("button", { name: "Rename Laptop" }).click();
    await own.getByLabel("Name", { exact: true }).fill("Studio");
    await own.getByRole("button", { name: "Save" }).click();
    await own.getByRole("button", { name: "Revoke Studio" }).click();
    await own.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await own.getByText("1 ended key").waitFor();
    assert.deepEqual(await accessibilityProblems(own), []);
    const refused = await speak(club, { model: "espeak-ng", input: "Hi." }, { key: secret });
    assert.equal(refused.status, 401);
    await own.context().close();
  });

  await t.test("another's shared links are ended", async () => {
    const { data } = (await (
      await ask(club, "GET", "/v1/history?status=completed", key)
    ).json()) as {
      data: { id: string }[];
    };
    const made = await ask(club, "POST", `/v1/history/${data[0]?.id}/share`, key);
    const { path } = (await made.json()) as { path: string };
    assert.equal((await fetch(`${club.hub.url}${path}`)).status, 200);
    await page.goto(`${club.hub.url}/members`);
    await ben.getByRole("button", { name: "End links of ben" }).click();
    assert.deepEqual(await accessibilityProblems(page), [], "the confirmation's dialog");
    await dialog.getByRole("button", { name: "End links" }).click();
    await dialog.waitFor({ state: "detached" });
    const isEnded = async (): Promise<true | undefined> =>
      (await fetch(`${club.hub.url}${path}`)).status === 404 ? true : undefined;
    await until("the link to end", isEnded, { timeoutMs: patienceMs });
  });

  await t.test("the audit log tells who did all that", async () => {
    await page.goto(`${club.hub.url}/members`);
    await page.getByRole("link", { name: "Audit log" }).click();
    await page.getByRole("heading", { name: "Audit log" }).waitFor();
    const row = (text: string) => page.getByRole("row", { name: text }).first();
    await row("tester with key_").waitFor();
    await row("Ended the links of ben count 1").waitFor();
    await row("Made the key guest of carla").waitFor();
    await row("operator at the hub’s machine Made the user ben").waitFor();
    assert.deepEqual(await accessibilityProblems(page), [], "the audit log");
    for (let more = 0; more < 60; more += 1) {
      const made = await ask(club, "POST", "/v1/users", admin, { name: `user-${more}` });
      assert.equal(made.status, 201);
    }
    await page.reload();
    await row("Made the user user-59").waitFor();
    assert.equal(await row("Made the key guest of carla").count(), 0);
    await page.getByRole("button", { name: "Show older" }).click();
    await row("Made the key guest of carla").waitFor();
    await page.getByRole("link", { name: "Back to Members" }).click();
    await page.getByRole("heading", { name: "Members" }).waitFor();
  });

  assert.deepEqual(faults, []);
});

function ask(
  { hub }: TestClub,
  method: string,
  path: string,
  key: string,
  body?: object,
): Promise<Response> {
  return fetch(`${hub.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}
