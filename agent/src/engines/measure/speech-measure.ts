import { type MeasuredSpeech, streamed } from "./streamed.ts";

/** What is known of a service by its answers; absent: nothing yet. */
export type Measured = {
  /** Whether audio comes before all of a text has been generated. */
  readonly streams?: boolean;
  /** From the request to the first audio: the median, renewed when it is a quarter off. */
  readonly firstAudioMs?: number;
};

/** Learns from each answer of a service how it speaks. */
export class SpeechMeasure {
  /** The latest verdicts and figures. */
  readonly #verdicts: boolean[] = [];
  readonly #firstAudioMs: number[] = [];
  readonly #msPerCharacter: number[] = [];
  #saidFirstMs: number | undefined;

  /** `streams`: what `init` has measured; counts as one verdict. */
  constructor(streams?: boolean) {
    if (streams !== undefined) this.#verdicts.push(streams);
  }

  add(speech: MeasuredSpeech): void {
    const verdict = streamed(speech);
    if (verdict !== undefined) keep(this.#verdicts, verdict);
    keep(this.#firstAudioMs, speech.firstAudioMs);
    if (speech.text !== "") keep(this.#msPerCharacter, speech.engineMs / speech.text.length);
  }

  view(): Measured {
    const streams = majority(this.#verdicts);
    const firstAudioMs = this.#steadyFirstMs();
    return {
      ...(streams !== undefined && { streams }),
      ...(firstAudioMs !== undefined && { firstAudioMs }),
    };
  }

  /** How long a text takes to be generated, by what others took; undefined before the first answer. */
  expectedMs(text: string): number | undefined {
    const pace = median(this.#msPerCharacter);
    return pace === undefined ? undefined : pace * text.length;
  }

  /** Not the median itself, which is another after each answer: everybody would be told each time. */
  #steadyFirstMs(): number | undefined {
    const nowMs = median(this.#firstAudioMs);
    const saidMs = this.#saidFirstMs;
    if (nowMs === undefined) return undefined;
    const isOff = saidMs === undefined || Math.abs(nowMs - saidMs) > saidMs * worthTelling;
    if (isOff) this.#saidFirstMs = Math.round(nowMs);
    return this.#saidFirstMs;
  }
}

/** Answers that count: enough to outvote an odd one, few enough to follow a change of the server. */
const latest = 5;
const worthTelling = 0.25;

function keep<T>(kept: T[], one: T): void {
  kept.push(one);
  if (kept.length > latest) kept.shift();
}

/** What most say; the latest one decides a tie. */
function majority(verdicts: readonly boolean[]): boolean | undefined {
  const yes = verdicts.filter(Boolean).length;
  return 2 * yes === verdicts.length ? verdicts.at(-1) : 2 * yes > verdicts.length;
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
