import { useEffect, useState } from "preact/hooks";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { type Recorder, useRecorder } from "../audio/use-recorder.ts";
import { Dialog } from "../components/dialog.tsx";
import { TextField } from "../components/field.tsx";
import { Icon } from "../components/icon.tsx";
import { ErrorNote } from "../components/note.tsx";
import { clock } from "../text/format.ts";

type NewSampleDialogProps = { readonly onAdded: () => void; readonly onClose: () => void };

/** Records or takes a file with a voice, and what there is to know of it. */
export function NewSampleDialog({ onAdded, onClose }: NewSampleDialogProps) {
  const [audio, setAudio] = useState<Blob>();
  const [facts, setFacts] = useState(noFacts);
  const [hasConsent, setConsent] = useState(false);
  const [isSending, setSending] = useState(false);
  const [error, setError] = useState<ApiError>();
  const set = (field: keyof Facts) => (text: string) => setFacts({ ...facts, [field]: text });
  const send = (event: Event): void => {
    event.preventDefault();
    if (audio === undefined) return;
    setSending(true);
    ask("POST", "/v1/voice/samples", { body: formOf(audio, facts) }).then(
      () => {
        onAdded();
        onClose();
      },
      (thrown: unknown) => {
        setSending(false);
        setError(asApiError(thrown));
      },
    );
  };
  const isWhole = audio !== undefined && hasConsent && facts.speaker_name.trim() !== "";
  return (
    <Dialog title="Add a voice" onClose={onClose}>
      <form onSubmit={send}>
        <AudioChoice audio={audio} onChange={setAudio} />
        <TextField
          label="Whose voice is it?"
          required
          value={facts.speaker_name}
          onInput={set("speaker_name")}
        />
        <TextField
          label="What is said in it?"
          hint="Word for word: cloning follows it."
          value={facts.transcript}
          onInput={set("transcript")}
        />
        <div class="control-fields">
          <TextField label="Label" placeholder="calm" value={facts.label} onInput={set("label")} />
          <TextField
            label="Language"
            placeholder="en-GB"
            value={facts.language}
            onInput={set("language")}
          />
        </div>
        <label class="choice">
          <input
            type="checkbox"
            checked={hasConsent}
            onChange={(event) => setConsent(event.currentTarget.checked)}
          />
          It is my own voice, or its speaker has agreed to this use of it.
        </label>
        {error !== undefined && <ErrorNote error={error} />}
        <div class="dialog-actions">
          <button type="button" class="quiet" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={!isWhole || isSending}>
            {isSending ? "Saving…" : "Save the voice"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

type AudioChoiceProps = {
  readonly audio: Blob | undefined;
  readonly onChange: (audio: Blob | undefined) => void;
};

function AudioChoice({ audio, onChange }: AudioChoiceProps) {
  const { recorder, start, stop } = useRecorder(onChange);
  const url = useObjectUrl(audio);
  const isRecording = recorder.at === "recording";
  return (
    <div class="audio-choice">
      <div class="form-actions">
        <button
          type="button"
          class={isRecording ? "danger" : ""}
          disabled={recorder.at === "asking"}
          onClick={isRecording ? stop : start}
        >
          <Icon name={isRecording ? "stop" : "record"} />
          {isRecording ? "Stop" : audio === undefined ? "Record" : "Record anew"}
        </button>
        {isRecording ? (
          <Elapsed recorder={recorder} />
        ) : (
          <label class="button file">
            <Icon name="upload" />
            Upload a file
            <input
              type="file"
              accept="audio/*"
              onChange={(event) => onChange(event.currentTarget.files?.[0])}
            />
          </label>
        )}
      </div>
      {recorder.at === "refused" && (
        <p class="note warn" role="alert">
          <Icon name="warning" />
          {recorder.why}
        </p>
      )}
      {url !== undefined && !isRecording && (
        <audio controls src={url} aria-label="The voice that you add" />
      )}
      {audio === undefined && !isRecording && (
        <p class="hint">About ten seconds, one speaker, no music. Read something aloud.</p>
      )}
    </div>
  );
}

function Elapsed({ recorder }: { readonly recorder: Recorder & { readonly at: "recording" } }) {
  const [now, setNow] = useState(performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 100);
    return () => clearInterval(timer);
  }, []);
  return (
    <span class="elapsed num" role="timer">
      {clock(Math.max(0, now - recorder.sinceMs) / 1000)}
    </span>
  );
}

function useObjectUrl(blob: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (blob === undefined) return undefined;
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url;
}

type Facts = {
  readonly speaker_name: string;
  readonly label: string;
  readonly transcript: string;
  readonly language: string;
};

const noFacts: Facts = { speaker_name: "", label: "", transcript: "", language: "" };

function formOf(audio: Blob, facts: Facts): FormData {
  const form = new FormData();
  for (const [name, text] of Object.entries(facts)) form.set(name, text);
  form.set("consent", "true");
  form.set("audio", audio, audio instanceof File ? audio.name : "recording");
  return form;
}
