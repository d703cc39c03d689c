import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../engine.ts";
import type { FliteConfig } from "../service-config.ts";
import { programEngine } from "./program-engine.ts";
import { readProgram } from "./read-program.ts";
import { runProgram } from "./run-program.ts";

/** flite (2.2): a program that writes its WAV when all is spoken; 8 or 16 kHz mono, by voice. */
export function fliteEngine(config: FliteConfig): Engine {
  const program = config.program ?? "flite";
  return programEngine(config, {
    program,
    streams: false,
    async describe(signal) {
      const voices = parseVoices(await readProgram(program, ["-lv"], signal));
      return { voices, defaultVoice: "slt", features: ["speed"] };
    },
    speak(utterance, signal) {
      const argv = ["-f", "-"];
      if (utterance.voice !== undefined) argv.push("-voice", utterance.voice);
      if (utterance.speed !== undefined) {
        argv.push("--setf", `duration_stretch=${1 / utterance.speed}`);
      }
      return { body: throughFile(program, argv, utterance.text, signal), asked: { as: "file" } };
    },
  });
}

/**
 * Text that flite reads from a file (here: stdin) is spoken piece by piece, each appended to the WAV
 * by going back in it: into a pipe it hangs for ever. So it writes a file of its own, which is then read.
 */
async function* throughFile(
  program: string,
  argv: readonly string[],
  text: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "club-flite-"));
  try {
    const wav = join(folder, "speech.wav");
    // flite prints nothing of use; it is read to its end all the same.
    for await (const _ of runProgram(program, [...argv, "-o", wav], { input: text, signal }));
    for await (const bytes of createReadStream(wav, { signal })) yield bytes as Uint8Array;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `Voices available: kal awb_time kal16 awb rms slt`, where awb_time can only tell the time. */
export function parseVoices(list: string): { name: string; languages: string[] }[] {
  const names = list
    .slice(list.indexOf(":") + 1)
    .trim()
    .split(/\s+/);
  return names
    .filter((name) => name !== "" && name !== "awb_time")
    .map((name) => ({ name, languages: ["en-US"] }));
}
