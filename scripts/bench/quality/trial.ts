import { type Fault, faultsIn } from "../../../hub/src/long-form/checks/check-segment.ts";
import {
  type SegmentFigures,
  segmentFigures,
} from "../../../hub/src/long-form/checks/segment-figures.ts";
import { VoiceNorms } from "../../../hub/src/long-form/checks/voice-norms.ts";
import { chance } from "./chance.ts";
import { type InjectionKind, injectionOf, injections } from "./inject.ts";
import type { Speech } from "./speakers.ts";

/** A clean segment: what was spoken, and what is measured of it. */
export type Spoken = {
  readonly text: string;
  readonly speech: Speech;
  readonly figures: SegmentFigures;
};

export function spokenFrom(
  texts: readonly string[],
  speeches: readonly Speech[],
): readonly Spoken[] {
  return speeches.map((speech, at) => ({
    text: texts[at] ?? "",
    speech,
    figures: segmentFigures(speech.pcm, speech.rateHz),
  }));
}

/** One segment of a trial. */
export type Checked = {
  readonly text: string;
  /** What was done to it; undefined: nothing. */
  readonly injected: InjectionKind | undefined;
  readonly faults: readonly Fault[];
};

/** Faults in a thousand segments. */
const injectedShare = 0.04;

/**
 * Checks a voice's segments in their order, as a job does: with the norms of those before them, faulty
 * ones among them, and the first ones again once there are norms. 4 % are spoilt, every kind in turn.
 */
export function trial(spoken: readonly Spoken[], seed: number): readonly Checked[] {
  const random = chance(seed);
  const kinds = Object.keys(injections) as InjectionKind[];
  let turn = seed;
  const norms = new VoiceNorms();
  const segments = spoken.map((one) => {
    const kind = random() < injectedShare ? kinds[turn++ % kinds.length] : undefined;
    const figures = kind === undefined ? one.figures : spoilt(one.speech, kind, random);
    norms.add(figures, one.text);
    return { text: one.text, injected: kind, figures, norms: norms.norms };
  });
  const first = segments.find((one) => one.norms.pace !== undefined)?.norms ?? {};
  return segments.map(({ text, injected, figures, norms: known }) => {
    const usual = known.pace === undefined ? first : known;
    return { text, injected, faults: faultsIn(figures, text, usual) };
  });
}

function spoilt(speech: Speech, kind: InjectionKind, random: () => number): SegmentFigures {
  const { pcm, rateHz } = injectionOf(kind, random)(speech, random);
  return segmentFigures(pcm, rateHz);
}

/** How well faults are told from clean speech. */
export class Score {
  readonly found = new Map<InjectionKind, { found: number; of: number }>();
  readonly falseAlarms: Checked[] = [];
  readonly missed: Checked[] = [];
  clean = 0;

  add(segments: readonly Checked[]): void {
    for (const one of segments) {
      if (one.injected === undefined) {
        this.clean += 1;
        if (one.faults.length > 0) this.falseAlarms.push(one);
        continue;
      }
      const count = this.found.get(one.injected) ?? { found: 0, of: 0 };
      this.found.set(one.injected, count);
      count.of += 1;
      if (one.faults.length > 0) count.found += 1;
      else this.missed.push(one);
    }
  }

  get foundShare(): number {
    const counts = [...this.found.values()];
    const all = counts.reduce((sum, { of }) => sum + of, 0);
    return all === 0 ? 1 : (all - this.missed.length) / all;
  }

  get falseAlarmShare(): number {
    return this.falseAlarms.length / Math.max(1, this.clean);
  }
}
