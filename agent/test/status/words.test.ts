import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import type { AgentStatus } from "../../src/status/agent-status.ts";
import { hubTable } from "../../src/status/hub-table.ts";
import { frame } from "../../src/status/live-view.ts";
import { statusJson } from "../../src/status/status-json.ts";
import { statusText } from "../../src/status/status-text.ts";
import { durationWords } from "../../src/status/words.ts";

const status: AgentStatus = {
  schema: 1,
  state: "degraded",
  hub: "https://hub.example/",
  name: "home-rig",
  version: "0.1.0",
  pid: 1,
  uptime_s: 7_265,
  connected_s: 95,
  rtt_ms: 23.4,
  attempts: 0,
  warnings: [],
  background_failures: 0,
  gpus: [{ name: "RTX 3060", memory_total_bytes: 12 * 2 ** 30, memory_free_bytes: 11 * 2 ** 30 }],
  retry_s: null,
  reason: `kokoro: ${"The server does not answer. ".repeat(6)}`,
  services: [
    {
      model: "kokoro",
      engine: "openai",
      ready: false,
      health: "down",
      voices: 54,
      slots: 2,
      busy: 1,
      finishing: 1,
      streams: true,
      served: 10,
      failed: 2,
      cancelled: 1,
      audio_seconds: 90,
      first_audio_ms: { p50: 210.4, p95: 480 },
      cancel_ms: { p50: 3, p95: 9 },
      real_time_factor: 0.1,
      reason: "The server does not answer.",
      last_error: "It said 500.",
    },
  ],
};

test("the status is told in lines of at most 80 columns", () => {
  const text = String(statusText(status));
  assert.match(
    text,
    /^home-rig is connected for 1 min 35 s, round trip 23 ms, but not all is well\n/,
  );
  assert.match(text, /^ {2}gpu {7}RTX 3060, 11\.0 of 12\.0 GB free$/m);
  assert.match(text, /54 voices, 1 of 2 slots busy, 1 with cancelled work/);
  assert.match(text, /10 served, 2 failed, 1 cancelled, 1\.5 min spoken/);
  assert.match(text, /first audio 210 ms \(p50\), 480 ms \(p95\), 10\.0 × real time/);
  assert.match(text, /last error: It said 500\./);
  for (const line of text.split("\n")) assert.ok(line.length <= 80, line);
});

test("the JSON has the documented fields and no other", () => {
  const json = JSON.parse(String(statusJson(status))) as Record<string, unknown> & {
    services: readonly object[];
  };
  assert.equal(
    Object.keys(json).join(" "),
    "schema state hub name version uptime_s rtt_ms reason warnings gpus services",
  );
  assert.equal(
    Object.keys(json.services[0] ?? {}).join(" "),
    "model engine ready voices slots busy served failed cancelled audio_seconds first_audio_ms last_error",
  );
});

test("durations have their two largest units", () => {
  const words = [0, 59, 60, 61, 3_600, 90_061].map(durationWords);
  assert.deepEqual(words, ["0 s", "59 s", "1 min", "1 min 1 s", "1 h", "1 d 1 h"]);
});

test("a picture of the live view fits the screen, and erases what was there", () => {
  const picture = String(frame([status], { columns: 40, rows: 10 }, new Date(0)));
  const lines = picture.split("\r\n");
  assert.equal(lines.length, 10);
  for (const line of lines) {
    const visible = stripVTControlCharacters(line);
    assert.ok(Array.from(visible).length <= 40, visible);
    assert.ok(line.includes("\x1b[K"));
  }
  assert.ok(picture.endsWith("\x1b[J"));
});

const now = new Date(90_061_000);

test("twenty providers stand in one table of 80 columns", () => {
  const services = [
    {
      model: "a-model-with-a-long-name",
      type: "tts",
      ready: true,
      voices: 144,
      slots: 12,
      busy: 3,
      set_aside: false,
    },
  ];
  const providers = Array.from({ length: 20 }, (_, at) => ({
    name: `a-machine-with-a-long-name-${at}`,
    state: "online",
    version: "0.1.0",
    connected_since: 0,
    rtt_ms: 23,
    services,
  }));
  const lines = String(hubTable(providers, now, 80))
    .trimEnd()
    .split("\n");
  assert.equal(lines.length, 21);
  const whole = String(hubTable(providers, now, undefined));
  assert.equal(String(hubTable(providers.toReversed(), now, undefined)), whole);
  assert.match(whole, /a-machine-with-a-long-name-19 .* a-model-with-a-long-name /);
  for (const line of lines) assert.ok(Array.from(line).length <= 80, line);
});
