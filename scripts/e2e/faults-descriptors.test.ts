import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { test } from "node:test";
import { until } from "../until.ts";
import { startHandFedEngine } from "./harness/hand-fed-engine.ts";
import { patienceMs } from "./harness/limits.ts";
import { lastEntry, speak } from "./harness/requests.ts";
import { startClub } from "./harness/test-club.ts";

const isLinux = process.platform === "linux";

test("idle connections beyond a hub's descriptors cost no request, and the hub lives on", {
  skip: !isLinux && "prlimit is Linux's",
}, async (t) => {
  await using engine = await startHandFedEngine();
  const club = await startClub(t, { hubDescriptors: 256 });
  await club.startAgent({ services: [engine.service()] });
  const speaking = speak(club, { model: "hand-fed", input: "On and on.", response_format: "opus" });
  const utterance = await engine.nextUtterance();
  utterance.speak(0.5);
  const answer = await speaking;

  const port = Number(new URL(club.hub.url).port);
  const idle = Array.from({ length: 400 }, () =>
    connect(port, "127.0.0.1").on("error", () => undefined),
  );
  await Promise.all(idle.map(settled));
  const refused = (): true | undefined =>
    idle.filter((socket) => socket.closed).length >= 200 || undefined;
  await until("most of them to be refused", refused, { timeoutMs: patienceMs });
  utterance.speak(0.5);
  utterance.finish();
  assert.equal(answer.status, 200);
  assert.equal(Buffer.from(await answer.arrayBuffer()).toString("latin1", 0, 4), "OggS");
  assert.equal((await lastEntry(club)).status, "completed");

  for (const socket of idle) socket.destroy();
  const isOpen = async (): Promise<true | undefined> =>
    (await fetch(`${club.hub.url}/healthz`).catch(() => undefined))?.ok || undefined;
  await until("the hub to take connections", isOpen, { timeoutMs: patienceMs });
  const next = speak(club, { model: "hand-fed", input: "Once more.", response_format: "opus" });
  const another = await engine.nextUtterance();
  another.speak(0.2);
  another.finish();
  assert.equal((await next).status, 200);
  await (await next).arrayBuffer();
  club.hub.assertRunning();
});

/** Once it is connected or refused. */
async function settled(socket: Socket): Promise<void> {
  await Promise.race([once(socket, "connect"), once(socket, "close")]).catch(() => undefined);
}
