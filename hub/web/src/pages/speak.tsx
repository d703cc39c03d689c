import { useEffect, useMemo, useState } from "preact/hooks";
import type { Model, Voice } from "../api/bodies.ts";
import { isRunning } from "../audio/use-speech.ts";
import { CodeSamples } from "../components/code-samples.tsx";
import { ErrorNote, Note } from "../components/note.tsx";
import { Page } from "../components/page.tsx";
import { SpeakButton } from "../components/speak-button.tsx";
import { SpeechResult } from "../components/speech-result.tsx";
import { Link } from "../shell/router.tsx";
import { useSession } from "../shell/session-context.ts";
import { useFrameSpeech } from "../shell/speech-context.ts";
import { characters } from "../text/format.ts";
import { shortcut } from "../text/shortcut.ts";
import { type Draft, keepChoice, storedDraft, storeDraft } from "./draft.ts";
import { FirstSteps } from "./first-steps.tsx";
import { LimitsWarning } from "./limits-warning.tsx";
import { SpeakSettings } from "./speak-settings.tsx";
import { speechBody } from "./speech-body.ts";
import { SpokenText } from "./spoken-text.tsx";
import { useModels } from "./use-models.ts";
import { noteUsed } from "./known-voices.ts";
import { useVoices } from "./use-voices.ts";
import { VoiceComparison } from "./voice-comparison.tsx";

const page = "/";

/** The playground: a text is spoken, and heard while it is being generated. */
export function SpeakPage() {
  const { models, error, reload } = useModels();
  const [draft, setDraft] = useState(storedDraft);
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  useEffect(() => storeDraft(draft), [draft]);
  return (
    <Page title="Speak" intro="Type a text and hear it while it is being spoken.">
      {error !== undefined && <ErrorNote error={error} onRetry={reload} />}
      <FirstSteps />
      <LimitsWarning />
      <SpeechForm draft={draft} change={change} models={models} />
    </Page>
  );
}

type SpeechFormProps = {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  /** Undefined: not known yet. */
  readonly models: readonly Model[] | undefined;
};

function SpeechForm({ draft, change, models }: SpeechFormProps) {
  const { max_input_characters: maxCharacters } = useSession().hub;
  const model = models?.find((one) => one.id === draft.model) ?? usualOf(models);
  const voices = useVoices(model?.id);
  const isVoiceThere = voices === undefined || voices.some(({ id }) => id === draft.voice);
  const chosen = { ...draft, voice: isVoiceThere ? draft.voice : undefined };
  const speech = useFrameSpeech();
  const [compared, setCompared] = useState<readonly Voice[]>();
  const count = useMemo(() => characters(draft.input), [draft.input]);
  const canSpeak = model !== undefined && draft.input.trim() !== "" && count <= maxCharacters;

  const speak = (event: Event): void => {
    event.preventDefault();
    if (!canSpeak || isRunning(speech)) return;
    keepChoice({ ...chosen, model: model.id });
    if (chosen.voice !== undefined) noteUsed(model.id, chosen.voice);
    const body = speechBody(chosen, model);
    speech.speak({ route: "/v1/audio/speech", body, page, model: model.id, text: draft.input });
  };
  return (
    <>
      {models?.length === 0 && <NobodyThere />}
      <form class="card speak" onSubmit={speak}>
        <SpokenText
          value={draft.input}
          maxCharacters={maxCharacters}
          onInput={(input) => change({ input })}
          onSubmit={speak}
        />
        <SpeakSettings
          draft={chosen}
          change={change}
          model={model}
          models={models ?? []}
          voices={voices ?? []}
          onCompare={setCompared}
        />
        <div class="form-actions">
          <SpeakButton speech={speech} page={page} icon="speak" canSpeak={canSpeak} />
          {!isRunning(speech) && <span class="hint desktop-only">or press {shortcut}</span>}
        </div>
        {speech.call?.page === page && <SpeechResult speech={speech} />}
      </form>
      {compared !== undefined && model !== undefined && (
        <VoiceComparison
          voices={compared}
          bodyFor={({ id }) => ({
            ...speechBody(chosen, model),
            voice: id,
            response_format: "wav",
          })}
          onChoose={({ id }) => {
            change({ voice: id });
            setCompared(undefined);
          }}
          onClose={() => setCompared(undefined)}
        />
      )}
      <CodeSamples request={sampleOf(chosen, model)} />
    </>
  );
}

/** The model for those who have not chosen one: rather none that is made for dialogues. */
function usualOf(models: readonly Model[] | undefined): Model | undefined {
  const plain = models?.find(({ supported_features: features }) => !features.includes("dialogue"));
  return plain ?? models?.[0];
}

function sampleOf({ input, voice, language, format }: Draft, model: Model | undefined) {
  return { model: model?.id ?? "MODEL", input: input || "Hello.", voice, language, format };
}

function NobodyThere() {
  return (
    <Note kind="warn" isNew>
      <strong>No machine is online.</strong> Your text is kept. As soon as a machine that your key
      may use connects, you can speak here. Have a computer of your own?{" "}
      <Link href="/providers">Share its voices</Link> in a minute.
    </Note>
  );
}
