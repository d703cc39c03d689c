import { useEffect, useMemo, useState } from "preact/hooks";
import type { List, Model, Voices } from "../api/bodies.ts";
import { ask } from "../api/client.ts";
import { useRemote } from "../api/use-remote.ts";
import { useSpeech } from "../audio/use-speech.ts";
import { CharacterCount } from "../components/character-count.tsx";
import { CodeSamples } from "../components/code-samples.tsx";
import { Select } from "../components/field.tsx";
import { Empty, ErrorNote, Loading } from "../components/note.tsx";
import { Page } from "../components/page.tsx";
import { isRunning, SpeakButton } from "../components/speak-button.tsx";
import { SpeechResult } from "../components/speech-result.tsx";
import { type Voice, VoicePicker } from "../components/voice-picker.tsx";
import { Link } from "../shell/router.tsx";
import { useSession } from "../shell/session-context.ts";
import { characters, language as languageName } from "../text/format.ts";
import { usePreview } from "../audio/use-preview.ts";
import { type Draft, storedDraft, storeDraft } from "./draft.ts";

/** The playground: a text is spoken, and heard while it is being generated. */
export function SpeakPage() {
  const { remote, reload } = useRemote(
    (signal) => ask<List<Model>>("GET", "/v1/models", { signal }),
    [],
    ["open", "models"],
  );
  return (
    <Page title="Speak" intro="Type a text and hear it while it is being spoken.">
      {remote.at === "loading" && <Loading />}
      {remote.at === "failed" && <ErrorNote error={remote.error} onRetry={reload} />}
      {remote.at === "here" && (
        <Playground models={remote.value.data.filter((model) => model.service_type === "tts")} />
      )}
    </Page>
  );
}

function Playground({ models }: { readonly models: readonly Model[] }) {
  const [draft, setDraft] = useState(storedDraft);
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  useEffect(() => storeDraft(draft), [draft]);
  const model = models.find((one) => one.id === draft.model) ?? models[0];
  if (model === undefined) return <NoModels />;
  return <SpeechForm draft={draft} change={change} model={model} models={models} />;
}

type SpeechFormProps = {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  readonly model: Model;
  readonly models: readonly Model[];
};

function SpeechForm({ draft, change, model, models }: SpeechFormProps) {
  const { max_input_characters: maxCharacters } = useSession().hub;
  const voices = useVoices(model);
  const voice = voices.some(({ name }) => name === draft.voice) ? draft.voice : undefined;
  const speech = useSpeech();
  const preview = usePreview(model.id);
  const count = useMemo(() => characters(draft.input), [draft.input]);
  const canSpeak = draft.input.trim() !== "" && count <= maxCharacters;
  const { language, format, input } = draft;

  const speak = (event: Event): void => {
    event.preventDefault();
    if (!canSpeak || isRunning(speech)) return;
    preview.stop();
    speech.speak("/v1/audio/speech", {
      model: model.id,
      input,
      response_format: format,
      ...(voice !== undefined && { voice }),
      ...(language !== undefined && { language }),
    });
  };
  return (
    <>
      <form class="card speak" onSubmit={speak}>
        <label class="text">
          <span class="visually-hidden">Text to speak</span>
          <textarea
            rows={6}
            placeholder="What should be said?"
            value={input}
            aria-describedby="character-count"
            onInput={(event) => change({ input: event.currentTarget.value })}
            onKeyDown={(event) =>
              (event.ctrlKey || event.metaKey) && event.key === "Enter" && speak(event)
            }
          />
          <CharacterCount id="character-count" count={count} most={maxCharacters} />
        </label>
        <div class="settings">
          <Select
            label="Model"
            value={model.id}
            options={models.map(({ id }) => [id, id] as const)}
            onChange={(id) => change({ model: id, voice: undefined, language: undefined })}
          />
          <VoicePicker
            voices={voices}
            value={voice}
            onChange={(name) => change({ voice: name })}
            heard={preview.heard}
            onPreview={preview.toggle}
          />
          <Select
            label="Language"
            value={language ?? ""}
            options={[["", "As the voice"] as const, ...languageOptions(model)]}
            onChange={(tag) => change({ language: tag === "" ? undefined : tag })}
          />
          <Select
            label="Format"
            value={format}
            options={[
              ["wav", "WAV"],
              ["opus", "Opus"],
            ]}
            onChange={(wanted) => change({ format: wanted })}
          />
        </div>
        <div class="form-actions">
          <SpeakButton speech={speech} icon="speak" canSpeak={canSpeak} />
          {!isRunning(speech) && <span class="hint desktop-only">or press Ctrl + Enter</span>}
          {preview.error !== undefined && <ErrorNote error={preview.error} />}
        </div>
        {speech.state.at !== "idle" && <SpeechResult speech={speech} model={model.id} />}
      </form>
      <CodeSamples
        request={{ model: model.id, input: input || "Hello.", voice, language, format }}
      />
    </>
  );
}

function useVoices(model: Model): readonly Voice[] {
  const { remote } = useRemote(
    (signal) =>
      ask<Voices>("GET", `/v1/audio/voices?model=${encodeURIComponent(model.id)}`, { signal }),
    [model.id],
    ["open", "models"],
  );
  return useMemo(() => {
    if (remote.at !== "here") return [];
    const { voices, languages } = remote.value;
    return voices.map((name) => ({ name, languages: languages[name] ?? [] }));
  }, [remote]);
}

function languageOptions({ languages }: Model): readonly (readonly [string, string])[] {
  const named = languages.map((tag) => [tag, `${languageName(tag)} · ${tag}`] as const);
  return named.sort((a, b) => a[1].localeCompare(b[1]));
}

function NoModels() {
  return (
    <Empty title="Nobody is speaking yet">
      <p>
        No machine that your key can reach is online. As soon as one connects, its voices appear
        here by themselves.
      </p>
      <p>
        Have a computer of your own? <Link href="/providers">Share its voices</Link> in a minute.
      </p>
    </Empty>
  );
}
