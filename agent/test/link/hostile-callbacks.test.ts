import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { pathsOf } from "../../src/config/paths.ts";
import { mergeSettings } from "../../src/config/merge-settings.ts";
import type { EngineDescription } from "../../src/engines/engine.ts";
import { agentLimits } from "../../src/limits.ts";
import { LogRing } from "../../src/log-ring.ts";
import { runningAgents } from "../../src/status/running-agents.ts";
import { socketPath } from "../../src/status/socket-path.ts";
import { runAgent } from "../running-agent.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { until } from "../until.ts";
import { PacedEngine } from "./paced-engine.ts";
import { TestHub } from "./test-hub.ts";

test("a voice that no wire takes is left out, and the others are declared", async () => {
  class OddEngine extends PacedEngine {
    override describe(): Promise<EngineDescription> {
      const voices = ["one", "t\u001b[2Jwo", "x".repeat(1_000)].map((name) => ({
        name,
        languages: [],
      }));
      return Promise.resolve({ voices, defaultVoice: "t\u001b[2Jwo", features: [] });
    }
  }
  await using hub = await TestHub.start();
  await using _ = await runAgent({ hub: hub.url, engine: new OddEngine(1, 0) });
  await until("the agent is here", () => hub.isUsable);
  assert.deepEqual(hub.services[0]?.voices, [{ name: "one", languages: [] }]);
  assert.equal(hub.services[0].defaultVoice, undefined);
});

test("a failing watch of the owner's rules is shown by status and goes on", async () => {
  await using hub = await TestHub.start();
  await using folder = await temporaryFolder();
  const share = join(folder.path, "rig.day.json");
  await mkdir(share);
  const { dailyAudioMinutes } = mergeSettings({ dailyAudioMinutes: "60" }, {}, undefined).merged;
  await using agent = await runAgent({
    hub: hub.url,
    engine: new PacedEngine(1, 0),
    settings: { dailyAudioMinutes },
    changes: { paths: { ...pathsOf({ HOME: folder.path }), state: folder.path } },
  });
  await until("the agent is here", () => hub.isUsable);
  assert.equal((await hub.speak("one").over).failure, undefined);
  await until("it is shown", () => agent.daemon.status().warnings.length > 0);
  assert.match(
    agent.daemon.status().warnings[0] ?? "",
    /^keeping the day's share failed: .*EISDIR/,
  );
  assert.equal((await hub.speak("two").over).failure, undefined);
});

test("a reader of the log that stands still, then goes, costs the agent nothing", async () => {
  await using hub = await TestHub.start();
  await using folder = await temporaryFolder();
  const paths = { ...pathsOf({ HOME: folder.path }), runtime: folder.path };
  const logs = new LogRing(10);
  const changes = { paths, logs };
  await using agent = await runAgent({ hub: hub.url, engine: new PacedEngine(1, 0), changes });
  await until("the agent is here", () => hub.isUsable);
  const reader = connect(socketPath(paths, "rig").path);
  reader.on("error", () => undefined);
  reader.write("GET /logs?lines=0&follow=1 HTTP/1.1\r\nhost: agent\r\n\r\n");
  reader.pause();
  const line = `${"x".repeat(64_000)}\n`;
  let isGone = false;
  reader.once("close", () => (isGone = true));
  await until("it is dropped", () => {
    for (let at = 0; at < 2 * (agentLimits.logBacklogBytes / line.length); at += 1) logs.add(line);
    reader.resume();
    return isGone;
  });
  logs.add(line);
  assert.equal((await runningAgents(paths, "rig")).length, 1);
  assert.equal(agent.daemon.status().state, "online");
});
