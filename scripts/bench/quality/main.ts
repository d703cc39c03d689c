import { parseArgs } from "node:util";
import type { SegmentFigures } from "../../../hub/src/long-form/checks/segment-figures.ts";
import { spokenLength } from "../../../hub/src/long-form/checks/spoken-length.ts";
import { endSecondsOf, paceOf, VoiceNorms } from "../../../hub/src/long-form/checks/voice-norms.ts";
import { segmentTexts } from "./segment-texts.ts";
import { type Speaker, speakersHere } from "./speakers.ts";
import { Score, type Spoken, spokenFrom, trial } from "./trial.ts";

const help = `node_modules/.bin/node scripts/bench/quality/main.ts [options]

  --segments N   segments that each voice speaks (40)
  --trials N     how often 4 % of them are spoilt, others each time (50)

Speaks with the engines that are here (espeak-ng, flite, festival, Piper in .venv), prints what is measured
of clean speech, and how many faults are found. The limits in hub/src/long-form/checks come from this.
`;

const { values } = parseArgs({
  options: {
    segments: { type: "string", default: "40" },
    trials: { type: "string", default: "50" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(help);
else await measure(Number(values.segments), Number(values.trials));

async function measure(segments: number, trials: number): Promise<void> {
  const total = new Score();
  for (const speaker of await speakersHere()) {
    const texts = segmentTexts(speaker.language, segments, 1);
    const spoken = spokenFrom(texts, await speaker.speak(texts));
    const score = new Score();
    for (let seed = 1; seed <= trials; seed += 1) {
      const checked = trial(spoken, seed);
      score.add(checked);
      total.add(checked);
    }
    printFigures(speaker, spoken);
    console.log(`  ${verdict(score)}`);
  }
  console.log(`all: ${verdict(total)}`);
  for (const [kind, { found, of }] of total.found) console.log(`  ${kind}: ${found} of ${of}`);
  const alarms = new Set(total.falseAlarms.map((one) => JSON.stringify([one.text, one.faults[0]])));
  for (const alarm of alarms) console.log(`  false alarm: ${alarm}`);
}

function verdict(score: Score): string {
  const found = (100 * score.foundShare).toFixed(1);
  const alarms = (100 * score.falseAlarmShare).toFixed(2);
  return `${found} % of faults found, ${alarms} % false alarms`;
}

/** The least, the middle and the most of each figure in clean speech. */
function printFigures({ engine, voice, language }: Speaker, spoken: readonly Spoken[]): void {
  const norms = new VoiceNorms();
  for (const { figures, text } of spoken) norms.add(figures, text);
  const { pace = 1 } = norms.norms;
  const long = spoken.filter(({ text }) => spokenLength(text) >= 20);
  const of = (figure: (figures: SegmentFigures) => number): string =>
    range(spoken.map(({ figures }) => figure(figures)));
  console.log(`${engine} ${voice} (${language}), ${(pace * 1000).toFixed(0)} ms a letter`);
  console.log(
    `  pace against its median ${range(long.map((one) => paceOf(one.figures, one.text) / pace))}`,
  );
  console.log(`  longest pause ${of((one) => one.pauseSeconds)} s, end ${of(endSecondsOf)} s`);
  console.log(`  end ${of((one) => one.tailDb)} dB, spread ${of((one) => one.spreadDb)} dB`);
  console.log(
    `  steady ${of((one) => one.steadySeconds)} s, voiced ${of((one) => one.voicedShare)}`,
  );
  console.log(`  loudness ${of((one) => one.loudness ?? -70)} LUFS, peak over it ${of(crest)} dB`);
}

function crest({ peak, loudness }: SegmentFigures): number {
  return 20 * Math.log10(peak) - (loudness ?? 0);
}

function range(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  return [0, 0.5, 1]
    .map((at) => sorted[Math.floor((sorted.length - 1) * at)]?.toFixed(2))
    .join(" … ");
}
