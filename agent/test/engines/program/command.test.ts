import { deepEqual, equal, match, rejects } from "node:assert/strict";
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

  test("sees nothing of the agent's environment but what speaking needs", async () => {
    process.env["CLUB_TEST_SECRET"] = "secret";
    process.env["CUDA_VISIBLE_DEVICES"] = "1";
    try {
      const program = "console.error(Object.keys(process.env).join()); process.exit(1)";
      const engine = engineOf([process.execPath, "-e", program]);
      await rejects(engine.speak(saying(sentence), never()).then(collect), ({ message }: Error) => {
        match(message, /\bPATH\b/);
        match(message, /CUDA_VISIBLE_DEVICES/);
        return !message.includes("CLUB_TEST_SECRET");
      });
    } finally {
      delete process.env["CLUB_TEST_SECRET"];
      delete process.env["CUDA_VISIBLE_DEVICES"];
    }
  });

  test("is not run for a voice that could be a file, nor for a language that is none", async () => {
    const engine = engineOf([process.execPath, "-e", "0", "{voice}", "{language}"]);
    const speak = (more: object) => engine.speak(saying(sentence, undefined, more), never());
    await rejects(speak({ voice: "../private" }), failed("VOICE_NOT_FOUND"));
    await rejects(speak({ language: "../private" }), failed("BAD_INPUT"));
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

  test("takes no value for a file or an option", () => {
    for (const voice of ["../private", "a/b", "/etc/passwd", ".hidden", "-o", "a\\b", "a\0b"]) {
      deepEqual(commandLine(["-v", "{voice}", "--at=x{voice}"], saying(sentence, voice)), []);
      deepEqual(commandLine(["{language}"], saying(sentence, undefined, { language: voice })), []);
    }
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
