import assert from "node:assert/strict";
import { test } from "node:test";
import { parseQuietPeriod, quietUntil } from "../../src/availability/quiet-hours.ts";

function at(clock: string): Date {
  return new Date(`2026-03-01T${clock}:00`);
}

test("quiet hours reach over midnight and end on the minute", () => {
  const night = parseQuietPeriod("22:00-07:00");
  assert.ok(night);
  assert.equal(quietUntil([night], at("21:59")), undefined);
  assert.equal(quietUntil([night], at("22:00")), "07:00");
  assert.equal(quietUntil([night], at("06:59")), "07:00");
  assert.equal(quietUntil([night], at("07:00")), undefined);
});

test("several periods of a day are told apart", () => {
  const periods = ["12:00-13:30", "20:15-24:00"].map(
    (text) => parseQuietPeriod(text) ?? assert.fail(),
  );
  assert.equal(quietUntil(periods, at("13:29")), "13:30");
  assert.equal(quietUntil(periods, at("14:00")), undefined);
  assert.equal(quietUntil(periods, at("23:59")), "00:00");
});

test("what is no period is refused", () => {
  for (const text of [
    "",
    "22-7",
    "22:00",
    "25:00-07:00",
    "22:60-07:00",
    "07:00-07:00",
    "1:00-2:00-3:00",
  ]) {
    assert.equal(parseQuietPeriod(text), undefined, text);
  }
});
