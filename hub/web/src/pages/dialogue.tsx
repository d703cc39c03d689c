import { useState } from "preact/hooks";
import type { List, Model, VoiceSample } from "../api/bodies.ts";
import { ask } from "../api/client.ts";
import { useRemote } from "../api/use-remote.ts";
import { useSpeech } from "../audio/use-speech.ts";
import { CharacterCount } from "../components/character-count.tsx";
import { Select } from "../components/field.tsx";
import { Icon } from "../components/icon.tsx";
import { ErrorNote, Loading } from "../components/note.tsx";
import { Page } from "../components/page.tsx";
import { isRunning, SpeakButton } from "../components/speak-button.tsx";
import { SpeechResult } from "../components/speech-result.tsx";
import { useSession } from "../shell/session-context.ts";
import { characters } from "../text/format.ts";
import { type Controls, ControlFields, namedControls } from "./dialogue-controls.tsx";
import { SampleLibrary } from "./sample-library.tsx";
import { type Line, newLine, type Speaker, scriptOf, speakers, speakersOf } from "./script.ts";
import { ScriptEditor } from "./script-editor.tsx";

/** Several speakers in one recording, each in a voice of the user's library. */
export function DialoguePage() {
  const samples = useRemote(
    (signal) => ask<List<VoiceSample>>("GET", "/v1/voice/samples", { signal }),
    [],
    ["open"],
  );
  const models = useRemote(
    (signal) => ask<List<Model>>("GET", "/v1/models", { signal }),
    [],
    ["open", "models"],
  );
  const list = samples.remote.at === "here" ? samples.remote.value.data : [];
  return (
    <Page
      title="Dialogue"
      intro="A script for two, spoken as one recording, in voices that you bring."
    >
      <Script
        samples={list}
        models={models.remote.at === "here" ? clonersOf(models.remote.value) : undefined}
      />
      {samples.remote.at === "loading" && <Loading />}
      {samples.remote.at === "failed" && (
        <ErrorNote error={samples.remote.error} onRetry={samples.reload} />
      )}
      {samples.remote.at === "here" && <SampleLibrary samples={list} onChanged={samples.reload} />}
    </Page>
  );
}

type ScriptProps = {
  readonly samples: readonly VoiceSample[];
  /** Those that can; undefined: not known yet. */
  readonly models: readonly Model[] | undefined;
};

function Script({ samples, models }: ScriptProps) {
  const { max_input_characters: most } = useSession().hub;
  const [lines, setLines] = useState<readonly Line[]>(firstLines);
  const [chosen, setChosen] = useState<Readonly<Partial<Record<Speaker, string>>>>({});
  const [controls, setControls] = useState<Controls>({});
  const [model, setModel] = useState("");
  const speech = useSpeech();
  const script = scriptOf(lines);
  const count = characters(script);
  const canSpeak = script !== "" && count <= most && models !== undefined && models.length > 0;
  const present = speakersOf(lines);

  const speak = (event: Event): void => {
    event.preventDefault();
    if (!canSpeak || isRunning(speech)) return;
    const cast = present.flatMap((speaker) => {
      const sample = samples.find(({ id }) => id === chosen[speaker]);
      return sample === undefined ? [] : [[speaker, sample.id] as const];
    });
    speech.speak("/v1/voice/generations", {
      input: script,
      ...(model !== "" && { model }),
      ...(cast.length > 0 && { speakers: Object.fromEntries(cast) }),
      ...namedControls(controls),
    });
  };
  return (
    <form class="card dialogue" onSubmit={speak}>
      <ScriptEditor lines={lines} onChange={setLines} />
      <div class="settings">
        {speakers.map((speaker) => (
          <Select
            key={speaker}
            label={`Voice of ${speaker}`}
            value={chosen[speaker] ?? ""}
            options={[["", "Model’s own"] as const, ...samples.map(optionOf)]}
            onChange={(id) => setChosen({ ...chosen, [speaker]: id })}
          />
        ))}
        <Select
          label="Model"
          value={model}
          options={[
            ["", "Any that can"] as const,
            ...(models ?? []).map(({ id }) => [id, id] as const),
          ]}
          onChange={setModel}
        />
      </div>
      <details>
        <summary>How it is generated</summary>
        <ControlFields controls={controls} onChange={setControls} />
      </details>
      {models?.length === 0 && (
        <p class="note warn">
          <Icon name="warning" />
          <span>
            No machine that does dialogues is online. A provider has to run Dia; meanwhile, you can
            write your script and record voices.
          </span>
        </p>
      )}
      <div class="form-actions">
        <SpeakButton speech={speech} icon="dialogue" canSpeak={canSpeak} />
        <CharacterCount count={count} most={most} />
      </div>
      {speech.state.at !== "idle" && (
        <SpeechResult speech={speech} model={model === "" ? "a provider" : model} />
      )}
    </form>
  );
}

function clonersOf({ data }: List<Model>): readonly Model[] {
  return data.filter(
    (model) => model.service_type === "tts" && model.supported_features.includes("voice-cloning"),
  );
}

function optionOf(sample: VoiceSample): readonly [string, string] {
  const { id, speaker_name: name, label } = sample;
  return [id, label === "" ? name : `${name} · ${label}`];
}

function firstLines(): readonly Line[] {
  return [
    newLine("S1", "Did you hear that? It sounds just like us."),
    newLine("S2", "It does. (laughs) Let it read the news, then."),
  ];
}
