import { useState } from "preact/hooks";
import type { Key } from "../api/bodies.ts";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { Dialog } from "../components/dialog.tsx";
import { TextField } from "../components/field.tsx";
import { ErrorNote } from "../components/note.tsx";
import { keyName } from "./key-row.tsx";

type RenameKeyDialogProps = {
  readonly entry: Key;
  readonly onChanged: () => void;
  readonly onClose: () => void;
};

/** Gives one of one's own keys another name. */
export function RenameKeyDialog({ entry, onChanged, onClose }: RenameKeyDialogProps) {
  const [name, setName] = useState(entry.name);
  const [error, setError] = useState<ApiError>();
  const rename = (event: Event): void => {
    event.preventDefault();
    const path = `/v1/account/keys/${encodeURIComponent(entry.id)}`;
    ask("PATCH", path, { body: { name } }).then(
      () => {
        onChanged();
        onClose();
      },
      (thrown: unknown) => setError(asApiError(thrown)),
    );
  };
  return (
    <Dialog title={`Rename ${keyName(entry)}`} onClose={onClose}>
      <form onSubmit={rename}>
        <TextField label="Name" placeholder="Laptop" value={name} onInput={setName} />
        {error !== undefined && <ErrorNote error={error} />}
        <div class="dialog-actions">
          <button type="button" class="quiet" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={name.trim() === ""}>
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}
