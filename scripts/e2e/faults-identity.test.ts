import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { execa } from "execa";
import { bin } from "../processes/club.ts";
import { until } from "../until.ts";
import { patienceMs } from "./harness/limits.ts";
import { get, speak } from "./harness/requests.ts";
import { startClub } from "./harness/test-club.ts";

const request = { model: "espeak-ng", input: "Hello." };

// A hub looks at its agents' keys now and then: the waits may overlap.
describe("who is who", { concurrency: true }, () => {
  test("a revoked key is refused at once, and its agent is sent away within a minute", async (t) => {
    const club = await startClub(t);
    const { id, key } = await club.createKey(["consumer", "provider"]);
    await club.startAgent({ key });
    await (await speak(club, request, { key })).bytes();
    await execa(bin("club-hub"), ["keys", "revoke", id, "--data", club.dataDir]);
    assert.equal((await speak(club, request, { key })).status, 401);
    const isGone = async (): Promise<true | undefined> => {
      const { data } = await get<{ data: unknown[] }>(club, "/v1/models");
      return data.length === 0 ? true : undefined;
    };
    await until("the agent to be sent away", isGone, { timeoutMs: 60_000 });
  });

  test("a second agent of the same name is told what to do, and the first one stays", async (t) => {
    const club = await startClub(t);
    await club.startAgent({ name: "rig" });
    const second = await club.launchAgent({ name: "rig" });
    const advice = 'An agent named \\"rig\\" is connected';
    await until(
      "the second agent to say why",
      () => (second.log().includes(advice) ? true : undefined),
      { timeoutMs: patienceMs },
    );
    assert.equal((await speak(club, request)).status, 200);
  });

  test("a second agent of a long name in another script does the hub no harm", async (t) => {
    const name = "語".repeat(17);
    const club = await startClub(t);
    await club.startAgent({ name });
    const second = await club.launchAgent({ name });
    await until(
      "the second agent to say why",
      () => (second.log().includes(`${name}\\" is connected`) ? true : undefined),
      { timeoutMs: patienceMs },
    );
    assert.equal((await speak(club, request)).status, 200);
  });

  test("an agent that was killed comes back under its name", async (t) => {
    const club = await startClub(t);
    const first = await club.startAgent({ name: "rig" });
    first.kill("SIGKILL");
    await first.ended;
    await club.startAgent({ name: "rig" });
    assert.equal((await speak(club, request)).status, 200);
  });
});
