import assert from "node:assert/strict";
import { test } from "node:test";
import { markdown } from "../../bench/report/markdown.ts";
import type { Results } from "../../bench/report/results.ts";

const results: Results = {
  machine: { machine: "2 × a processor" },
  rounds: 3,
  isFull: false,
  tookSeconds: 12.4,
  absent: [{ name: "ssh -R", reason: "no sshd here" }],
  found: [
    {
      name: "first",
      title: "First audio",
      method: "One at a time.",
      hasPeers: true,
      at: "measured",
      tookSeconds: 3,
      finding: {
        columns: [
          { key: "p50", title: "p50, ms", digits: 1, hasRatio: true },
          { key: "p99", title: "p99, ms", digits: 0 },
        ],
        rows: [
          { name: "direct", values: { p50: [1, 2, 3], p99: [9] }, costs: { engine: [1, 1, 4] } },
          { name: "Club", values: { p50: [3, 4, 3] }, costs: { hub: [2], agent: [1] } },
        ],
        costTitle: "CPU, ms",
        goals: [
          { what: "added", limit: 2, unit: "ms", measured: [1, 2, 3] },
          { what: "rate", limit: 180, isFloor: true, unit: "MB/s", measured: [120, 125] },
        ],
      },
    },
    { name: "broken", title: "Broken", method: "Never.", at: "failed", reason: "the engine ended" },
  ],
};

test("the report has its goals, its spread, its ratios by round, and what is missing with its reason", () => {
  const lines = markdown(results).split("\n");
  for (const line of [
    "- machine: 2 × a processor",
    "| added | ≤ 2 ms | 2.00 (1.00–3.00) | ✔ |",
    "| rate | ≥ 180 MB/s | 123 (120–125) | ✘ |",
    "| direct | 2.0 (1.0–3.0) | 9 | engine 1.00 |",
    "| Club | 3.0 (3.0–4.0) × 2.00 | – | hub 2.00, agent 1.00 |",
    "| ssh -R | no sshd here |  |  |",
    "Not measured: the engine ended",
  ]) {
    assert.ok(lines.includes(line), line);
  }
});
