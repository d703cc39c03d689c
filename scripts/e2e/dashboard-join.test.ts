import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { bin, startHub } from "../processes/club.ts";
import { startProcess } from "../processes/running-process.ts";
import { until } from "../until.ts";
import { accessibilityProblems } from "./harness/accessibility.ts";
import { openDashboard, startBrowser } from "./harness/browser.ts";
import { patienceMs } from "./harness/limits.ts";

test("a club is set up, a machine joins by its command and a friend by a link", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "club-join-"));
  const hub = await startHub({ dataDir: join(folder, "hub"), port: 0 });
  t.after(async () => {
    await hub[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  const { url } = hub;
  const findLink = (): string | undefined => /http\S+\/join#\S+/.exec(hub.log())?.[0];
  const link = await until("the set-up link", findLink, { timeoutMs: patienceMs });
  const browser = await startBrowser(t);
  const { page, faults } = await openDashboard(browser, url, { path: link.slice(url.length) });
  const dialog = page.getByRole("dialog");

  await t.test("the set-up link makes the owner, who is signed in", async () => {
    await page.getByText("you are its first user").waitFor();
    assert.deepEqual(await accessibilityProblems(page), [], "the set-up page");
    await page.getByLabel("Name").fill("ann");
    await page.getByRole("button", { name: "Join" }).click();
    await page.getByRole("heading", { name: "Welcome, ann" }).waitFor();
    await page
      .getByRole("region", { name: "Your key" })
      .getByText(/^club_\w+$/)
      .waitFor();
    await page.getByRole("link", { name: "Open the dashboard" }).click();
    await page.getByRole("navigation").getByRole("link", { name: "Members" }).waitFor();
  });

  await t.test("the link works once", async () => {
    const late = await openDashboard(browser, url, { path: link.slice(url.length) });
    await late.page.getByRole("alert").getByText("was used").waitFor();
    await late.page.context().close();
  });

  await t.test("the page sees a machine appear that ran its command", async () => {
    await page.goto(`${url}/providers`);
    await page.getByRole("button", { name: "Add a machine" }).click();
    await dialog.getByText("Waiting for the machine").waitFor();
    assert.deepEqual(await accessibilityProblems(page), [], "the dialog for a machine");
    const command = await dialog.getByRole("region", { name: "Command" }).innerText();
    const [program, ...words] = command.trim().split(" ");
    assert.equal(program, "club-agent");
    const home = join(folder, "machine");
    await mkdir(home);
    const env = { HOME: home, XDG_CONFIG_HOME: home, XDG_STATE_HOME: home, XDG_RUNTIME_DIR: home };
    const args = [...words, "--name", "home-rig", "--no-service"];
    await using _ = startProcess("agent", bin("club-agent"), args, { env });
    await dialog.getByText(/home-rig is here and speaks: .*espeak-ng/).waitFor();
    await dialog.getByRole("button", { name: "Done" }).click();
    await page.locator(".provider", { hasText: "home-rig" }).waitFor();
  });

  await t.test("a friend joins by a link, and an invitation can be ended", async () => {
    await page.goto(`${url}/members`);
    await page.getByRole("button", { name: "Invite a friend" }).click();
    const region = dialog.getByRole("region", { name: "Invitation link" });
    const friendLink = (await region.innerText()).trim();
    assert.deepEqual(await accessibilityProblems(page), [], "the dialog for a friend");
    await dialog.getByRole("button", { name: "Done" }).click();
    const ended = page.getByRole("region", { name: "Open invitations" });
    await ended.getByText("A friend").waitFor();

    const path = friendLink.slice(url.length);
    const friend = await openDashboard(browser, url, { path });
    await friend.page.getByText("ann invites you").waitFor();
    await friend.page.getByLabel("Name").fill("ann");
    await friend.page.getByRole("button", { name: "Join" }).click();
    await friend.page.getByRole("alert").getByText("already").waitFor();
    await friend.page.getByLabel("Name").fill("ben");
    await friend.page.getByRole("button", { name: "Join" }).click();
    await friend.page.getByRole("heading", { name: "Welcome, ben" }).waitFor();
    assert.deepEqual(friend.faults, []);
    await friend.page.context().close();

    await page.goto(`${url}/members`);
    await page.locator(".member", { hasText: "ben" }).waitFor();
    await page.getByRole("button", { name: "Invite a friend" }).click();
    await region.waitFor();
    await dialog.getByRole("button", { name: "Done" }).click();
    await ended.getByRole("button", { name: /^End the invitation/ }).click();
    await ended.waitFor({ state: "detached" });
  });
  assert.deepEqual(faults, []);
});
