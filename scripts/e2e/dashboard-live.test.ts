import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../until.ts";
import { accessibilityProblems } from "./harness/accessibility.ts";
import { openDashboard, signIn, startBrowser } from "./harness/browser.ts";
import { startHandFedEngine } from "./harness/hand-fed-engine.ts";
import { patienceMs } from "./harness/limits.ts";
import { speak } from "./harness/requests.ts";
import { attachStrangeAgent } from "./harness/strange-agent.ts";
import { startClub } from "./harness/test-club.ts";

test("the dashboard follows what happens at its hub", async (t) => {
  const club = await startClub(t);
  const { key } = await club.createKey(["consumer", "provider", "admin"]);
  const browser = await startBrowser(t);
  const services = [{ model: "here-and-gone", friends: ["ben"] }];

  await t.test("a provider comes and goes before one's eyes, and nobody polls for it", async () => {
    const { page, faults } = await openDashboard(browser, club.hub.url, { key });
    await page.clock.install();
    const requests: string[] = [];
    page.on("request", (request) => requests.push(new URL(request.url()).pathname));
    await page.goto(`${club.hub.url}/providers`);
    await page.getByText("No machine is connected").waitFor();
    await page.evaluate("window.isSameDocument = true");
    // Once for the page, and once when the line is open: something may have changed in between.
    const timesAsked = (): number =>
      requests.filter((path) => path === "/v1/providers/usage").length;
    await until("the line", () => (timesAsked() === 2 ? true : undefined), {
      timeoutMs: patienceMs,
    });
    await page.getByText("Loading…").waitFor({ state: "detached" });
    requests.length = 0;
    // A poll of whatever pace would be due by then.
    await page.clock.fastForward("30:00");
    await page.evaluate("fetch('/healthz').then((response) => response.text())");
    assert.deepEqual(requests, ["/healthz"], "the page asked for something by itself");
    {
      await using _ = await attachStrangeAgent(club.hub.url, key, { name: "attic", services });
      const card = page.locator(".provider", { hasText: "attic" });
      await card.getByText("Online").waitFor();
      await card.getByText("Friends first ben").waitFor();
    }
    await page.getByText("No machine is connected").waitFor();
    assert.equal(await page.evaluate("window.isSameDocument"), true);
    assert.deepEqual(faults, []);
    await page.context().close();
  });

  await t.test("a slot that is taken and freed is seen at once", async () => {
    await using engine = await startHandFedEngine();
    const agent = await club.startAgent({ name: "busy-rig", services: [engine.service()] });
    const { page } = await openDashboard(browser, club.hub.url, { key, path: "/providers" });
    const card = page.locator(".provider", { hasText: "busy-rig" });
    await card.getByText("0 of 1 busy").waitFor();
    const speaking = speak(club, { model: "hand-fed", input: "One moment." }, { key });
    const utterance = await engine.nextUtterance();
    utterance.speak(0.5);
    await card.getByText("1 of 1 busy").waitFor();
    await card.getByText("Speaking now for tester").waitFor();
    const counts = page.locator(".totals");
    await counts.getByText("0 of 1").waitFor();
    utterance.finish();
    await (await speaking).bytes();
    await card.getByText("0 of 1 busy").waitFor();
    await card.getByText("Served 1").waitFor();
    await card.getByText("Recent requests").click();
    await card.getByRole("cell", { name: "Done" }).waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);

    await card.getByRole("button", { name: "Pause busy-rig" }).click();
    await card.getByText("Paused").waitFor();
    const refused = await speak(club, { model: "hand-fed", input: "Not now." }, { key });
    assert.equal(refused.status, 503);
    await refused.bytes();
    await agent[Symbol.asyncDispose]();
    const away = page.locator(".key", { hasText: "busy-rig" });
    await away.getByText("Last seen").waitFor();
    assert.deepEqual(await accessibilityProblems(page), []);
    await away.getByRole("button", { name: "Forget busy-rig" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Forget" }).click();
    await away.waitFor({ state: "detached" });
    await page.context().close();
  });

  await t.test(
    "who waits sees where they stand, and a takeover is seen in the waveform",
    async () => {
      await using engine = await startHandFedEngine();
      const first = await club.startAgent({ name: "first-rig", services: [engine.service()] });
      const { page } = await openDashboard(browser, club.hub.url, { key, path: "/" });
      await page.getByLabel("Model").selectOption("hand-fed");
      const before = speak(club, { model: "hand-fed", input: "Before you." }, { key: club.member });
      const busy = await engine.nextUtterance();
      await page.getByRole("button", { name: "Speak", exact: true }).click();
      await page.getByText("next in the queue").waitFor();
      busy.speak(0.5);
      busy.finish();
      await (await before).bytes();
      const utterance = await engine.nextUtterance();
      utterance.speak(1);
      await page.getByText("hand-fed is speaking…").waitFor();
      await club.startAgent({ name: "second-rig", services: [engine.service()] });
      first.kill("SIGKILL");
      const again = await engine.nextUtterance();
      again.speak(2);
      again.finish();
      await page.getByText("Done. It is in your history.").waitFor();
      await page.locator(".takeover").waitFor();
      await page.goto(`${club.hub.url}/history`);
      await page.locator(".entry-head").first().click();
      await page.getByText(/another provider took over at 0:0/).waitFor();
      await page.locator(".takeover").waitFor();
      assert.deepEqual(await accessibilityProblems(page), []);
      await page.context().close();
    },
  );

  await t.test("who is signed in at two hubs of one host stays so at both", async (t2) => {
    const other = await startClub(t2);
    const { page } = await openDashboard(browser, club.hub.url, { key });
    await page.goto(other.hub.url);
    await signIn(page, other.member);
    await page.goto(`${club.hub.url}/members`);
    await page.getByRole("heading", { name: "tester" }).waitFor();
    await page.context().close();
  });

  await t.test("a visitor who is lost is told so, by a page", async () => {
    const { page } = await openDashboard(browser, club.hub.url, { key });
    const answer = await page.goto(`${club.hub.url}/nowhere`);
    assert.equal(answer?.status(), 404);
    await page.getByRole("link", { name: "Back to the start" }).click();
    await page.getByRole("heading", { name: "Speak", level: 1 }).waitFor();
    const api = await fetch(`${club.hub.url}/nowhere`);
    assert.equal(((await api.json()) as { error: { type: string } }).error.type, "not_found");
    await page.context().close();
  });
});
