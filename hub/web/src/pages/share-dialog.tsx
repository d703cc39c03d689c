import { useState } from "preact/hooks";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { CodeBlock } from "../components/code-block.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Select } from "../components/field.tsx";
import { ErrorNote } from "../components/note.tsx";
import { moment } from "../text/format.ts";

type ShareDialogProps = { readonly id: string; readonly onClose: () => void };

type Made = { readonly path: string; readonly expires: number | null };

/** Makes a link to a clip, shows it this once, and ends it again. */
export function ShareDialog({ id, onClose }: ShareDialogProps) {
  const [made, setMade] = useState<Made>();
  const [error, setError] = useState<ApiError>();
  const path = `/v1/history/${encodeURIComponent(id)}/share`;
  const fail = (thrown: unknown): void => setError(asApiError(thrown));
  const end = (): void => void ask("DELETE", path).then(onClose, fail);
  if (made === undefined) {
    return (
      <Dialog title="Share this clip" onClose={onClose}>
        <ShareForm path={path} onMade={setMade} onClose={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog title="Anyone with this link can listen" onClose={onClose}>
      <p>
        {made.expires === null
          ? "It works until you end it."
          : `It works until ${moment(made.expires)}.`}{" "}
        Copy it now: it is not shown again.
      </p>
      <CodeBlock text={new URL(made.path, location.origin).href} label="Link" wraps />
      {error !== undefined && <ErrorNote error={error} />}
      <div class="dialog-actions">
        <button type="button" class="quiet danger" onClick={end}>
          End this link
        </button>
        <button type="button" class="primary" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  );
}

type ShareFormProps = {
  readonly path: string;
  readonly onMade: (made: Made) => void;
  readonly onClose: () => void;
};

function ShareForm({ path, onMade, onClose }: ShareFormProps) {
  const [days, setDays] = useState("");
  const [withText, setWithText] = useState(false);
  const [error, setError] = useState<ApiError>();
  const make = (event: Event): void => {
    event.preventDefault();
    const body = { expires_in_days: days === "" ? null : Number(days), with_text: withText };
    ask<Made>("POST", path, { body }).then(onMade, (thrown: unknown) =>
      setError(asApiError(thrown)),
    );
  };
  return (
    <form onSubmit={make}>
      <p>Anyone with the link can listen, without a key. If there is a link already, it ends.</p>
      <Select label="Link expires" value={days} options={lifetimes} onChange={setDays} />
      <label class="choice">
        <input
          type="checkbox"
          checked={withText}
          onChange={({ currentTarget: { checked } }) => setWithText(checked)}
        />
        Show the text, too
      </label>
      {error !== undefined && <ErrorNote error={error} />}
      <div class="dialog-actions">
        <button type="button" class="quiet" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" class="primary">
          Create link
        </button>
      </div>
    </form>
  );
}

const lifetimes = [
  ["", "Never"],
  ["1", "In a day"],
  ["7", "In a week"],
  ["30", "In 30 days"],
] as const;
