import { useState } from "preact/hooks";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { Dialog } from "../components/dialog.tsx";
import { ErrorNote } from "../components/note.tsx";
import { AudioChoice } from "./audio-choice.tsx";
import { noFacts, type SampleFacts, SampleFields } from "./sample-fields.tsx";

type NewSampleDialogProps = { readonly onAdded: () => void; readonly onClose: () => void };

/** Records or takes a file with a voice, and what there is to know of it. */
export function NewSampleDialog({ onAdded, onClose }: NewSampleDialogProps) {
  const [audio, setAudio] = useState<Blob>();
  const [isRecording, setRecording] = useState(false);
  const [facts, setFacts] = useState(noFacts);
  const [hasConsent, setConsent] = useState(false);
  const [isSending, setSending] = useState(false);
  const [error, setError] = useState<ApiError>();
  const take = (chosen: Blob | undefined, read?: string): void => {
    setAudio(chosen);
    // What was typed is not overwritten: the speaker may have read something else.
    if (read !== undefined) {
      setFacts((before) => (before.transcript === "" ? { ...before, transcript: read } : before));
    }
  };
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
  const isComplete = audio !== undefined && hasConsent && facts.speaker_name.trim() !== "";
  return (
    <Dialog
      title="Add a voice"
      onClose={onClose}
      loss={audio !== undefined || isRecording ? "The recording has not been saved." : undefined}
    >
      <form onSubmit={send}>
        <AudioChoice audio={audio} onChange={take} onRecording={setRecording} />
        <SampleFields facts={facts} onChange={setFacts} />
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
          <button type="submit" class="primary" disabled={!isComplete || isSending}>
            {isSending ? "Saving…" : "Save the voice"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function formOf(audio: Blob, facts: SampleFacts): FormData {
  const form = new FormData();
  for (const [name, text] of Object.entries(facts)) form.set(name, text);
  form.set("consent", "true");
  form.set("audio", audio, audio instanceof File ? audio.name : "recording");
  return form;
}
