import { Failure } from "@club/shared/wire/failures.ts";
import type { SampleStore } from "./sample-store.ts";
import type { Sample } from "./sample.ts";
import { type Script, type Speaker, speakers } from "./script.ts";

/** Whose voices speak a script: one sample for each speaker who has one, in the speakers' order. */
export type SpeakerSamples = readonly SpeakerSample[];

export type SpeakerSample = { readonly speaker: Speaker; readonly sample: Sample };

/** Sample ids by speaker, as a request names them. */
export type NamedSamples = Readonly<Partial<Record<Speaker, string | null | undefined>>>;

/**
 * The user's samples for those who speak. Throws INVALID_VOICE_SAMPLE for an id that is not one of this
 * user's, and MISSING_TRANSCRIPT for a sample without a transcript.
 */
export async function speakerSamplesOf(
  store: SampleStore,
  userId: string,
  script: Script,
  named: NamedSamples,
): Promise<SpeakerSamples> {
  const found: SpeakerSample[] = [];
  for (const speaker of speakers.filter((one) => script.speakers.includes(one))) {
    const id = named[speaker];
    if (id === undefined || id === null) continue;
    const sample = await store.get(userId, id);
    found.push({ speaker, sample: checked(sample, speaker, id) });
  }
  return found;
}

/** What is said in the joined recordings: a line for each, tagged for engines that read scripts. */
export function transcriptOf(speakerSamples: SpeakerSamples, isTagged: boolean): string {
  const lines = speakerSamples.map(({ speaker, sample }) =>
    isTagged ? `[${speaker}] ${sample.transcript}` : sample.transcript,
  );
  return lines.join("\n");
}

function checked(sample: Sample | undefined, speaker: Speaker, id: string): Sample {
  const param = `speakers.${speaker}`;
  if (sample === undefined) {
    const message = `${param}: there is no sample "${id}" in your voice library.`;
    throw new Failure("INVALID_VOICE_SAMPLE", message, { param });
  }
  if (sample.transcript === "") {
    const message = `${param}: the sample "${id}" has no transcript. Say what is said in it, with PATCH /v1/voice/samples/${id}.`;
    throw new Failure("MISSING_TRANSCRIPT", message, { param });
  }
  return sample;
}
