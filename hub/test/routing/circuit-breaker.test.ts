import assert from "node:assert/strict";
import { beforeEach, suite, test } from "node:test";
import { Failure } from "@club/shared/wire/failures.ts";
import { CircuitBreaker, type Trial } from "../../src/routing/circuit-breaker.ts";
import { maxOpenMs, openMs } from "../../src/routing/limits.ts";
import { ManualClock } from "../manual-clock.ts";

let clock: ManualClock;
let breaker: CircuitBreaker;
const failure = new Failure("ENGINE_FAILED", "out of memory");

beforeEach(() => {
  clock = new ManualClock();
  breaker = new CircuitBreaker(clock);
});

suite("a circuit breaker", () => {
  test("opens after three failures in a row, and not before", () => {
    failTimes(2);
    assert.equal(breaker.isOpen, false);
    failTimes(1);
    assert.equal(breaker.isOpen, true);
    assert.deepEqual([breaker.failed, breaker.failures], [3, 3]);
    assert.equal(breaker.lastError, "out of memory");
  });

  test("opens for a service that begins to speak and then dies", () => {
    for (let attempt = 0; attempt < 50; attempt += 1) {
      const trial = breaker.attempt();
      trial.firstAudio(100);
      trial.failed(failure);
    }
    assert.equal(breaker.failures, 50);
    assert.equal(breaker.served, 0);
    assert.equal(breaker.isOpen, true);
  });

  test("is closed by a stream's end alone", () => {
    failTimes(2);
    breaker.attempt().completed();
    assert.equal(breaker.failures, 0);
    failTimes(2);
    assert.equal(breaker.isOpen, false);
  });

  test("opens when half of the latest attempts fail, without any run of them", () => {
    for (let pair = 0; pair < 4; pair += 1) {
      breaker.attempt().completed();
      failTimes(1);
    }
    assert.equal(breaker.isOpen, false);
    breaker.attempt().completed();
    failTimes(1);
    assert.equal(breaker.isOpen, true);
  });

  test("lets one trial through when its time is over, and keeps others away until that ends", () => {
    failTimes(3);
    clock.pass(openMs - 1);
    assert.equal(breaker.isOpen, true);
    clock.pass(1);
    assert.equal(breaker.isOpen, false);
    const trial = breaker.attempt();
    assert.equal(breaker.isOpen, true);
    trial.completed();
    assert.equal(breaker.isOpen, false);
  });

  test("is not reopened to others by an older request's end while its trial runs", () => {
    const older = [breaker.attempt(), breaker.attempt(), breaker.attempt()];
    failTimes(3);
    clock.pass(openMs);
    const trial = breaker.attempt();
    older[0]?.abandoned();
    older[1]?.completed();
    older[2]?.failed(failure);
    assert.equal(breaker.isOpen, true);
    trial.abandoned();
    assert.equal(breaker.isOpen, false);
  });

  test("stays open twice as long after each failed trial, up to the bound", () => {
    failTimes(3);
    let expectedMs = openMs;
    for (let round = 0; round < 8; round += 1) {
      clock.pass(expectedMs - 1);
      assert.equal(breaker.isOpen, true);
      clock.pass(1);
      assert.equal(breaker.isOpen, false);
      breaker.attempt().failed(failure);
      expectedMs = Math.min(maxOpenMs, expectedMs * 2);
    }
  });

  test("does not grow longer by failures of requests that had begun before", () => {
    const older = Array.from({ length: 10 }, () => breaker.attempt());
    for (const trial of older) trial.failed(failure);
    clock.pass(openMs);
    assert.equal(breaker.isOpen, false);
  });

  test("counts an attempt's first end alone", () => {
    const trial: Trial = breaker.attempt();
    trial.completed();
    trial.failed(failure);
    trial.completed();
    trial.abandoned();
    assert.deepEqual([breaker.served, breaker.failed], [1, 0]);
  });

  test("averages the time to first audio, the latest weighing most", () => {
    assert.equal(breaker.firstAudioMs, undefined);
    breaker.attempt().firstAudio(100);
    breaker.attempt().firstAudio(200);
    assert.equal(breaker.firstAudioMs, 130);
  });
});

function failTimes(times: number): void {
  for (let time = 0; time < times; time += 1) breaker.attempt().failed(failure);
}
