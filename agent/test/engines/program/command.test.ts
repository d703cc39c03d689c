import { deepEqual, equal, rejects } from "node:assert/strict";
import { suite, test } from "node:test";
import { Failure } from "@club/shared/wire/failures.ts";
import { createEngine } from "../../../src/engines/create-engine.ts";
import { commandLine } from "../../../src/engines/program/command-line.ts";
import { serviceConfigSchema } from "../../../src/engines/service-config-schema.ts";
import { collect, failed, never, saying, sentence, speakingContract } from "../contract.ts";
import { gone, subjectOf } from "./program-subject.ts";

const espeak = ["espeak-ng", "--stdin", "--stdout", "-v", "{voice}"];
speakingContract(
  "a command that writes WAV",
  subjectOf(
    { engine: "command", model: "x", command: espeak, voices: ["de", "fr"], voice: "de" },
    { voice: "fr", rateHz: 22_050 },
  ),
);

suite("a command", () => {
  test("may write raw PCM", async () => {
    const program =
      "process.stdin.on('end', () => process.stdout.write(Buffer.alloc(4801))).resume()";
    const engine = engineOf([process.execPath, "-e", program], {
      output: "pcm",
      pcm_rate_hz: 48_000,
    });
    const speech = await engine.speak(saying(sentence), never());
    deepEqual(speech.format, { rateHz: 48_000, channels: 1 });
    equal((await collect(speech)).byteLength, 4_800);
  });

  test("that fails says so in its last words", async () => {
    const program = "console.error('no\\nsuch model'); process.exit(3)";
    const engine = engineOf([process.execPath, "-e", program]);
    await rejects(
      engine.speak(saying(sentence), never()).then(collect),
      (error) =>
        error instanceof Failure &&
        error.code === "ENGINE_FAILED" &&
        error.message.endsWith("(exit code 3): no such model"),
    );
  });

  test("that writes nothing, something else, or half a WAV has failed", async () => {
    for (const output of ["''", "'Segmentation fault'", "Buffer.from('RIFF')"]) {
      const engine = engineOf([process.execPath, "-e", `process.stdout.write(${output})`]);
      await rejects(engine.speak(saying(sentence), never()).then(collect), failed("ENGINE_FAILED"));
    }
  });

  test("that hangs is killed, even if it does not listen", async () => {
    const program = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)";
    const engine = engineOf([process.execPath, "-e", program], { first_byte_timeout_ms: 300 });
    await rejects(engine.speak(saying(sentence), never()), failed("ENGINE_FAILED"));
    await gone("node");
  });

  test("that is not there is not ready", async () => {
    await rejects(
      engineOf(["no-such-program"]).speak(saying(sentence), never()),
      failed("NOT_READY"),
    );
  });
});

suite("a command line", () => {
  const utterance = saying(sentence, "de", { speed: 1.5 });

  test("has its placeholders filled within its arguments", () => {
    const template = ["--voice={voice}", "-s", "{speed}", "--plain"];
    deepEqual(commandLine(template, utterance), ["--voice=de", "-s", "1.5", "--plain"]);
  });

  test("leaves out what is not known, and the option before it", () => {
    const template = ["-l", "{language}", "--voice={voice}", "-q"];
    deepEqual(commandLine(template, saying(sentence)), ["-q"]);
  });

  test("does not take a voice for an option", () => {
    deepEqual(commandLine(["-v", "{voice}"], saying(sentence, "--output=/etc/passwd")), []);
  });
});

function engineOf(command: readonly string[], more: object = {}) {
  return createEngine(
    serviceConfigSchema.parse({ engine: "command", model: "x", command, ...more }),
  );
}
