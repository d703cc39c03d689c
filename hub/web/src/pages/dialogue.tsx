import { useEffect, useState } from "preact/hooks";
import type { List, Model, VoiceSample } from "../api/bodies.ts";
import { ask } from "../api/client.ts";
import { useRemote } from "../api/use-remote.ts";
import { isRunning } from "../audio/use-speech.ts";
import { CharacterCount } from "../components/character-count.tsx";
import { Select } from "../components/field.tsx";
import { ErrorNote, Loading, Note } from "../components/note.tsx";
import { Page } from "../components/page.tsx";
import { SpeakButton } from "../components/speak-button.tsx";
import { SpeechResult } from "../components/speech-result.tsx";
import { useSession } from "../shell/session-context.ts";
import { useFrameSpeech } from "../shell/speech-context.ts";
import { characters } from "../text/format.ts";
import { ControlFields, namedControls } from "./dialogue-controls.tsx";
import { SampleLibrary } from "./sample-library.tsx";
import { type ScriptDraft, storedScript, storeScript } from "./script-draft.ts";
import { ScriptEditor } from "./script-editor.tsx";
import { scriptOf, speakers, speakersOf } from "./script.ts";
import { useModels } from "./use-models.ts";

const page = "/dialogue";

/** Several speakers in one recording, each in a voice of the user's library. */
export function DialoguePage() {
  const { remote, reload } = useRemote(
    (signal) => ask<List<VoiceSample>>("GET", "/v1/voice/samples", { signal }),
    [],
    ["open"],
  );
  const { models } = useModels();
  const samples = remote.at === "here" ? remote.value.data : [];
  return (
    <Page
      title="Dialogue"
      intro="A script for two, spoken as one recording, in voices that you bring."
    >
      <Script samples={samples} models={models?.filter(canClone)} />
      {remote.at === "loading" && <Loading />}
      {remote.at === "failed" && <ErrorNote error={remote.error} onRetry={reload} />}
      {remote.at === "here" && <SampleLibrary samples={samples} onChanged={reload} />}
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
  const [draft, setDraft] = useState(storedScript);
  const change = (part: Partial<ScriptDraft>): void =>
    setDraft((before) => ({ ...before, ...part }));
  useEffect(() => storeScript(draft), [draft]);
  const { lines, cast, controls } = draft;
  const speech = useFrameSpeech();
  const text = scriptOf(lines);
  const count = characters(text);
  const canSpeak = text !== "" && count <= most && models !== undefined && models.length > 0;
  const model = models?.some(({ id }) => id === draft.model) === true ? draft.model : "";

  const speak = (event: Event): void => {
    event.preventDefault();
    if (!canSpeak || isRunning(speech)) return;
    const body = {
      input: text,
      ...(model !== "" && { model }),
      ...speakersBody(draft, samples),
      ...namedControls(controls),
    };
    const asked = model === "" ? "a provider" : model;
    speech.speak({ route: "/v1/voice/generations", body, page, model: asked, text });
  };
  return (
    <>
      {models?.length === 0 && (
        <Note kind="warn" isNew>
          <strong>No machine that speaks dialogues is online.</strong> A provider has to run a model
          such as Dia. You can write your script and record voices in the meantime: both are kept.
        </Note>
      )}
      <form class="card dialogue" onSubmit={speak}>
        <ScriptEditor lines={lines} onChange={(written) => change({ lines: written })} />
        <div class="settings">
          {speakers.map((speaker) => (
            <Select
              key={speaker}
              label={`Voice of ${speaker}`}
              value={cast[speaker] ?? ""}
              options={[["", "Model’s own"] as const, ...samples.map(optionOf)]}
              onChange={(id) => change({ cast: { ...cast, [speaker]: id } })}
            />
          ))}
          <Select
            label="Model"
            value={model}
            options={[
              ["", "Automatic"] as const,
              ...(models ?? []).map(({ id }) => [id, id] as const),
            ]}
            onChange={(id) => change({ model: id })}
          />
        </div>
        <details>
          <summary>Generation settings</summary>
          <ControlFields controls={controls} onChange={(typed) => change({ controls: typed })} />
        </details>
        <div class="form-actions">
          <SpeakButton speech={speech} page={page} icon="dialogue" canSpeak={canSpeak} />
          <CharacterCount count={count} most={most} />
        </div>
        {speech.call?.page === page && <SpeechResult speech={speech} />}
      </form>
    </>
  );
}

/** The samples of those who speak, as far as they are still there. */
function speakersBody(
  { lines, cast }: ScriptDraft,
  samples: readonly VoiceSample[],
): { readonly speakers?: Readonly<Record<string, string>> } {
  const chosen = speakersOf(lines).flatMap((speaker) => {
    const sample = samples.find(({ id }) => id === cast[speaker]);
    return sample === undefined ? [] : [[speaker, sample.id] as const];
  });
  return chosen.length === 0 ? {} : { speakers: Object.fromEntries(chosen) };
}

function canClone({ supported_features: features }: Model): boolean {
  return features.includes("voice-cloning");
}

function optionOf(sample: VoiceSample): readonly [string, string] {
  const { id, speaker_name: name, label } = sample;
  return [id, label === "" ? name : `${name} · ${label}`];
}
