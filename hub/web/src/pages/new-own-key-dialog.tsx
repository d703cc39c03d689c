import { useState } from "preact/hooks";
import type { Scope } from "../api/bodies.ts";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { Dialog } from "../components/dialog.tsx";
import { Select, TextField } from "../components/field.tsx";
import { ErrorNote } from "../components/note.tsx";
import { useSession } from "../shell/session-context.ts";
import { scopeWords } from "./new-key-dialog.tsx";
import { NewSecret } from "./new-secret.tsx";

type NewOwnKeyDialogProps = { readonly onMade: () => void; readonly onClose: () => void };

/** Makes a key of one's own, and shows it this once. */
export function NewOwnKeyDialog({ onMade, onClose }: NewOwnKeyDialogProps) {
  const [secret, setSecret] = useState<string>();
  if (secret !== undefined) return <NewSecret secret={secret} onClose={onClose} />;
  const made = (key: string): void => {
    setSecret(key);
    onMade();
  };
  return (
    <Dialog title="New key" onClose={onClose}>
      <NewOwnKeyForm onMade={made} onClose={onClose} />
    </Dialog>
  );
}

type NewOwnKeyFormProps = {
  readonly onMade: (key: string) => void;
  readonly onClose: () => void;
};

function NewOwnKeyForm({ onMade, onClose }: NewOwnKeyFormProps) {
  const { key } = useSession();
  const mine = scopeWords.filter(([scope]) => key.scopes.includes(scope));
  const [name, setName] = useState("");
  const [days, setDays] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>(mine.slice(0, 1).map(([scope]) => scope));
  const [error, setError] = useState<ApiError>();
  const make = (event: Event): void => {
    event.preventDefault();
    const expiry = days === "" ? {} : { expires_in_days: Number(days) };
    ask<{ key: string }>("POST", "/v1/account/keys", { body: { name, scopes, ...expiry } }).then(
      (made) => onMade(made.key),
      (thrown: unknown) => setError(asApiError(thrown)),
    );
  };
  return (
    <form onSubmit={make}>
      <TextField
        label="What is it for?"
        placeholder="Laptop"
        required
        value={name}
        onInput={setName}
      />
      {mine.length > 1 && (
        <fieldset>
          <legend>It may</legend>
          {mine.map(([scope, words]) => (
            <label key={scope} class="choice">
              <input
                type="checkbox"
                checked={scopes.includes(scope)}
                onChange={({ currentTarget: { checked } }) =>
                  setScopes(checked ? [...scopes, scope] : scopes.filter((one) => one !== scope))
                }
              />
              {words}
            </label>
          ))}
        </fieldset>
      )}
      <Select label="Expires" value={days} options={lifetimes} onChange={setDays} />
      <p class="hint">It ends no later than the key you are signed in with.</p>
      {error !== undefined && <ErrorNote error={error} />}
      <div class="dialog-actions">
        <button type="button" class="quiet" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" class="primary" disabled={name.trim() === "" || scopes.length === 0}>
          Create key
        </button>
      </div>
    </form>
  );
}

const lifetimes = [
  ["", "Never"],
  ["30", "In 30 days"],
  ["90", "In 90 days"],
  ["365", "In a year"],
] as const;
