import { useState } from "preact/hooks";
import type { Limits } from "../api/bodies.ts";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { Dialog } from "../components/dialog.tsx";
import { LimitFields, limitsOf, textsOf } from "../components/limit-fields.tsx";
import { ErrorNote } from "../components/note.tsx";

type LimitsDialogProps = {
  readonly title: string;
  readonly limits: Limits;
  /** Whose they are. */
  readonly path: string;
  readonly onChanged: () => void;
  readonly onClose: () => void;
};

/** Changes the limits of a key or a user. */
export function LimitsDialog({ title, limits, path, onChanged, onClose }: LimitsDialogProps) {
  const [texts, setTexts] = useState(() => textsOf(limits));
  const [error, setError] = useState<ApiError>();
  const save = (event: Event): void => {
    event.preventDefault();
    ask("PATCH", path, { body: { limits: limitsOf(texts) } }).then(
      () => {
        onChanged();
        onClose();
      },
      (thrown: unknown) => setError(asApiError(thrown)),
    );
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={save}>
        <LimitFields texts={texts} onChange={setTexts} />
        {error !== undefined && <ErrorNote error={error} />}
        <div class="dialog-actions">
          <button type="button" class="quiet" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="primary">
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}
