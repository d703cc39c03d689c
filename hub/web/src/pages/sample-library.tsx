import { useState } from "preact/hooks";
import type { VoiceSample } from "../api/bodies.ts";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { ClipButton } from "../components/clip-button.tsx";
import { Confirm } from "../components/dialog.tsx";
import { Icon } from "../components/icon.tsx";
import { Empty, ErrorNote } from "../components/note.tsx";
import { duration } from "../text/format.ts";
import { NewSampleDialog } from "./new-sample-dialog.tsx";
import { SampleDialog } from "./sample-dialog.tsx";

type SampleLibraryProps = {
  readonly samples: readonly VoiceSample[];
  readonly onChanged: () => void;
};

/** The user's recordings of voices, which nobody else hears. */
export function SampleLibrary({ samples, onChanged }: SampleLibraryProps) {
  const [isAdding, setAdding] = useState(false);
  const [editing, setEditing] = useState<VoiceSample>();
  const [removing, setRemoving] = useState<VoiceSample>();
  const [error, setError] = useState<ApiError>();
  const change = (asking: Promise<unknown>): void => {
    setRemoving(undefined);
    setError(undefined);
    asking.then(onChanged, (thrown: unknown) => setError(asApiError(thrown)));
  };
  return (
    <section class="card">
      <div class="card-head">
        <h2>Your voices</h2>
        <button type="button" onClick={() => setAdding(true)}>
          <Icon name="record" />
          Add a voice
        </button>
      </div>
      {error !== undefined && <ErrorNote error={error} />}
      {samples.length === 0 ? (
        <Empty title="No voice recorded yet">
          <p>
            Record or upload ten seconds of a voice. A model that clones voices then speaks with it.
            Only you can hear and use it.
          </p>
        </Empty>
      ) : (
        <ul class="keys">
          {samples.map((sample) => (
            <SampleRow
              key={sample.id}
              sample={sample}
              onDefault={() => change(ask("PATCH", pathOf(sample), { body: { is_default: true } }))}
              onEdit={() => setEditing(sample)}
              onRemove={() => setRemoving(sample)}
            />
          ))}
        </ul>
      )}
      {isAdding && <NewSampleDialog onAdded={onChanged} onClose={() => setAdding(false)} />}
      {editing !== undefined && (
        <SampleDialog
          sample={editing}
          path={pathOf(editing)}
          onChanged={onChanged}
          onClose={() => setEditing(undefined)}
        />
      )}
      {removing !== undefined && (
        <Confirm
          title={`Delete this recording of ${removing.speaker_name}?`}
          action="Delete"
          onConfirm={() => change(ask("DELETE", pathOf(removing)))}
          onClose={() => setRemoving(undefined)}
        >
          It is gone for good. What was spoken with it stays in your history.
        </Confirm>
      )}
    </section>
  );
}

type SampleRowProps = {
  readonly sample: VoiceSample;
  readonly onDefault: () => void;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
};

function SampleRow({ sample, onDefault, onEdit, onRemove }: SampleRowProps) {
  const { speaker_name: name, label, transcript, is_default: isDefault } = sample;
  const called = label === "" ? name : `${name}, ${label}`;
  return (
    <li class="key sample">
      <ClipButton url={`${pathOf(sample)}/audio`} name={called} />
      <span class="key-name">
        <strong>{name}</strong>
        {label !== "" && <span class="tag">{label}</span>}
        {isDefault && <span class="tag">default</span>}
        <small class="num">{duration(sample.duration)}</small>
      </span>
      <span class="row-actions">
        {!isDefault && (
          <button
            type="button"
            class="quiet"
            aria-label={`Make default: ${called}`}
            onClick={onDefault}
          >
            Make default
          </button>
        )}
        <button type="button" class="quiet" aria-label={`Edit ${called}`} onClick={onEdit}>
          Edit
        </button>
        <button
          type="button"
          class="quiet danger"
          aria-label={`Delete ${called}`}
          onClick={onRemove}
        >
          Delete
        </button>
      </span>
      <p class="hint" dir="auto">
        {transcript === "" ? <MissingTranscript onEdit={onEdit} /> : `“${transcript}”`}
      </p>
    </li>
  );
}

function MissingTranscript({ onEdit }: { readonly onEdit: () => void }) {
  return (
    <>
      Cloning this voice needs a transcript.{" "}
      <button type="button" class="link" onClick={onEdit}>
        Add a transcript
      </button>
    </>
  );
}

function pathOf({ id }: VoiceSample): string {
  return `/v1/voice/samples/${encodeURIComponent(id)}`;
}
