import assert from "node:assert/strict";
import { test } from "node:test";
import { Command } from "commander";
import { runProgram } from "../../src/commands/run-program.ts";

for (const { level, stack } of [
  { level: "info", stack: /^((?!\n\s+at ).)*$/s },
  { level: "debug", stack: /\n\s+at / },
]) {
  test(`an error that nobody foresaw is told in words at level ${level}`, async () => {
    let err = "";
    const program = new Command("club-agent");
    program.command("fail").action(() => {
      throw new TypeError("boom\u001b[2J");
    });
    const code = await runProgram(program, ["fail"], {
      environment: { CLUB_LOG_LEVEL: level },
      out: () => undefined,
      err: (text) => void (err += String(text)),
      isTerminal: { out: false, err: false },
      isColoured: { out: false, err: false },
      size: () => undefined,
    });
    assert.equal(code, 1);
    assert.match(err, /boom\\u\{1b\}\[2J/);
    assert.match(err, stack);
  });
}

test("a command that is mistyped is guessed", async () => {
  let err = "";
  const program = new Command("club-agent");
  program.command("status");
  const code = await runProgram(program, ["sttaus"], {
    environment: {},
    out: () => undefined,
    err: (text) => void (err += String(text)),
    isTerminal: { out: false, err: false },
    isColoured: { out: false, err: false },
    size: () => undefined,
  });
  assert.equal(code, 2);
  assert.match(err, /Did you mean status\?/);
});
