import type { Engine, Utterance, Voice } from "../engine.ts";
import type { EspeakConfig } from "../service-config.ts";
import { programEngine } from "./program-engine.ts";
import { readProgram } from "./read-program.ts";
import { runProgram } from "./run-program.ts";

/** espeak-ng (1.51 and later): a program that speaks while it reads, 22,050 Hz mono. */
export function espeakEngine(config: EspeakConfig): Engine {
  const program = config.program ?? "espeak-ng";
  return programEngine(config, {
    program,
    streams: true,
    async describe(signal) {
      const voices = parseVoices(await readProgram(program, ["--voices"], signal));
      return { voices, ...defaultOf(voices), features: ["streaming", "speed"] };
    },
    speak: (utterance, signal) => ({
      body: runProgram(program, argumentsFor(utterance), { input: plain(utterance.text), signal }),
      asked: { as: "file" },
    }),
  });
}

function argumentsFor(utterance: Utterance): string[] {
  const argv = ["--stdin", "--stdout", "-b", "1"];
  if (utterance.voice !== undefined) argv.push(`-v${utterance.voice}`);
  if (utterance.speed !== undefined) argv.push("-s", wordsPerMinute(utterance.speed).toString());
  return argv;
}

/** espeak-ng's pace is 175 words a minute by default, 80 at least; past 450 it is not understood. */
function wordsPerMinute(speed: number): number {
  return Math.max(80, Math.min(450, Math.round(175 * speed)));
}

/** `[[…]]` is phoneme code to espeak-ng: with a space between the brackets it is read as text. */
function plain(text: string): string {
  return text.replaceAll("[[", "[ [").replaceAll("\0", " ");
}

/**
 * The table of `espeak-ng --voices`: priority, language, age and gender, name, file, other languages.
 * A voice goes by its language (`en-us`), as `-v` takes it; where two have the same one, the later goes
 * by its file (`sit/yue-Latn-jyutping`), as the name in the table is not one that `-v` takes. So does one
 * whose language has capitals (`chr-US-Qaaa-x-west`), which `-v` does not find. The mbrola voices are left out: they are listed whether or not their data is there.
 */
export function parseVoices(table: string): Voice[] {
  const voices = new Map<string, Voice>();
  for (const line of table.split("\n").slice(1)) {
    const [, language, , , file] = line.trim().split(/\s+/);
    if (language === undefined || file === undefined) continue;
    if (file.startsWith("mb/")) continue;
    const name = voices.has(language) || /[A-Z]/.test(language) ? file : language;
    voices.set(name, { name, languages: [language] });
  }
  return [...voices.values()];
}

function defaultOf(voices: readonly Voice[]): { defaultVoice?: string } {
  const english = voices.find((voice) => voice.name === "en-us") ?? voices[0];
  return english === undefined ? {} : { defaultVoice: english.name };
}
