import { useState } from "preact/hooks";
import type { VoiceSample } from "../api/bodies.ts";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { Dialog } from "../components/dialog.tsx";
import { ErrorNote } from "../components/note.tsx";
import { factsOf, SampleFields } from "./sample-fields.tsx";

type SampleDialogProps = {
  readonly sample: VoiceSample;
  /** The sample's path at the hub. */
  readonly path: string;
  readonly onChanged: () => void;
  readonly onClose: () => void;
};

/** Changes what is known of a recording, such as its transcript. */
export function SampleDialog({ sample, path, onChanged, onClose }: SampleDialogProps) {
  const [facts, setFacts] = useState(() => factsOf(sample));
  const [error, setError] = useState<ApiError>();
  const save = (event: Event): void => {
    event.preventDefault();
    const language = facts.language.trim() === "" ? null : facts.language;
    ask("PATCH", path, { body: { ...facts, language } }).then(
      () => {
        onChanged();
        onClose();
      },
      (thrown: unknown) => setError(asApiError(thrown)),
    );
  };
  return (
    <Dialog title={`Edit ${sample.speaker_name}`} onClose={onClose}>
      <form onSubmit={save}>
        <audio controls preload="none" src={`${path}/audio`} aria-label="The recording" />
        <SampleFields facts={facts} onChange={setFacts} />
        {error !== undefined && <ErrorNote error={error} />}
        <div class="dialog-actions">
          <button type="button" class="quiet" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={facts.speaker_name.trim() === ""}>
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}
