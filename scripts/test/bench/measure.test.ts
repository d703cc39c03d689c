import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, test } from "node:test";
import { Times } from "../../bench/measure/percentiles.ts";
import { costOf, ownMemory } from "../../bench/measure/process-cost.ts";
import { inRounds } from "../../bench/measure/rounds.ts";
import { differences, median, ratios } from "../../bench/measure/statistics.ts";
import { perHour } from "../../bench/benchmarks/speech.ts";

describe("what is made of times", () => {
  test("percentiles are true to a thousandth, from microseconds to minutes", () => {
    for (const unit of [0.001, 1, 1_000]) {
      const times = new Times();
      for (let i = 1; i <= 1_000; i += 1) times.add(i * unit);
      const { count, ...found } = times.percentiles();
      const exact = { mean: 500.5, p50: 500, p90: 900, p99: 990, max: 1_000 };
      assert.equal(count, 1_000);
      for (const [name, value] of Object.entries(exact)) {
        const off = Math.abs(found[name as keyof typeof found] / (value * unit) - 1);
        assert.ok(off <= 0.002, `${name} of ${unit} is off by ${off}`);
      }
    }
  });

  test("nothing is 0, and a median of nothing no number", () => {
    assert.equal(new Times().percentiles().p99, 0);
    assert.ok(Number.isNaN(median([])));
  });

  test("medians, ratios and differences are of the same rounds", () => {
    assert.deepEqual([median([9, 1, 5]), median([4, 1, 2, 3])], [5, 2.5]);
    assert.deepEqual(ratios([2, 9], [1, 3]), [2, 3]);
    assert.deepEqual(differences([2, 9], [1, 3]), [1, 6]);
  });

  test("an hour of WAV is 172.8 MB", () => {
    assert.equal(perHour(1_000, 172_800_000), 1);
    assert.equal(perHour(500, 17_280_000), 5);
  });
});

test("rounds are interleaved, and each begins with another one", async () => {
  const order: string[] = [];
  const figures = await inRounds(3, ["a", "b"], async (item, round) => {
    order.push(item);
    return `${item}${round}`;
  });
  assert.equal(order.join(""), "abbaab");
  assert.deepEqual(figures, [
    ["a0", "a1", "a2"],
    ["b0", "b1", "b2"],
  ]);
});

test("a process's cost is that of all it starts, and of nobody else", {
  skip: process.platform !== "linux" && "reads /proc",
}, async (t) => {
  const busy = spawn("sh", ["-c", "echo up; while :; do :; done & wait"], { detached: true });
  const idle = spawn("sh", ["-c", "echo up; read line"]);
  t.after(() => {
    process.kill(-(busy.pid ?? 0), "SIGKILL");
    idle.kill("SIGKILL");
  });
  await Promise.all([once(busy.stdout, "data"), once(idle.stdout, "data")]);
  const parts = { busy: [busy.pid ?? 0], idle: [idle.pid ?? 0] };
  let spentMs = 0;
  while (spentMs < 100) {
    const { cpuMs } = await costOf(parts, () => once(busy.stdout, "end", soon()).catch(() => 0));
    assert.equal(cpuMs["idle"], 0);
    spentMs += cpuMs["busy"] ?? 0;
  }
  assert.ok((await ownMemory(idle.pid ?? 0)) > 0);
});

function soon(): { readonly signal: AbortSignal } {
  return { signal: AbortSignal.timeout(50) };
}
