import type { VoiceSample } from "../api/bodies.ts";
import { TextField } from "../components/field.tsx";

/** What is known of a recording of a voice, as it is typed. */
export type SampleFacts = {
  readonly speaker_name: string;
  readonly label: string;
  readonly transcript: string;
  readonly language: string;
};

export const noFacts: SampleFacts = { speaker_name: "", label: "", transcript: "", language: "" };

export function factsOf(sample: VoiceSample): SampleFacts {
  const { speaker_name, label, transcript, language } = sample;
  return { speaker_name, label, transcript, language: language ?? "" };
}

type SampleFieldsProps = {
  readonly facts: SampleFacts;
  readonly onChange: (facts: SampleFacts) => void;
};

/** Fields for them. */
export function SampleFields({ facts, onChange }: SampleFieldsProps) {
  const set = (field: keyof SampleFacts) => (text: string) => onChange({ ...facts, [field]: text });
  return (
    <>
      <TextField
        label="Whose voice is it?"
        required
        value={facts.speaker_name}
        onInput={set("speaker_name")}
      />
      <label class="field">
        <span>What is said in it?</span>
        <textarea
          rows={3}
          dir="auto"
          value={facts.transcript}
          onInput={(event) => set("transcript")(event.currentTarget.value)}
        />
        <small>Word for word: cloning a voice needs it.</small>
      </label>
      <div class="control-fields">
        <TextField label="Label" placeholder="calm" value={facts.label} onInput={set("label")} />
        <TextField
          label="Language"
          placeholder="en-GB"
          value={facts.language}
          onInput={set("language")}
        />
      </div>
    </>
  );
}
