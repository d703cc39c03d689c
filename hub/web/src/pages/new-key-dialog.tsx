import { useState } from "preact/hooks";
import type { Scope } from "../api/bodies.ts";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { Dialog } from "../components/dialog.tsx";
import { TextField } from "../components/field.tsx";
import { LimitFields, limitsOf, noLimits } from "../components/limit-fields.tsx";
import { ErrorNote } from "../components/note.tsx";
import { NewSecret } from "./new-secret.tsx";

type NewKeyDialogProps = {
  readonly users: readonly string[];
  readonly onMade: () => void;
  readonly onClose: () => void;
};

/** Makes a key, and shows it this once. */
export function NewKeyDialog({ users, onMade, onClose }: NewKeyDialogProps) {
  const [secret, setSecret] = useState<string>();
  const made = (key: string): void => {
    setSecret(key);
    onMade();
  };
  if (secret !== undefined) return <NewSecret secret={secret} onClose={onClose} />;
  return (
    <Dialog title="New key" onClose={onClose}>
      <NewKeyForm users={users} onMade={made} onClose={onClose} />
    </Dialog>
  );
}

type NewKeyFormProps = {
  readonly users: readonly string[];
  readonly onMade: (key: string) => void;
  readonly onClose: () => void;
};

function NewKeyForm({ users, onMade, onClose }: NewKeyFormProps) {
  const [user, setUser] = useState("");
  const [name, setName] = useState("");
  const [days, setDays] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>(["consumer"]);
  const [limits, setLimits] = useState(noLimits);
  const [error, setError] = useState<ApiError>();
  const make = (event: Event): void => {
    event.preventDefault();
    const expiry = days.trim() === "" ? {} : { expires_in_days: Number(days) };
    const body = { user, name, scopes, limits: limitsOf(limits), ...expiry };
    ask<{ key: string }>("POST", "/v1/keys", { body }).then(
      ({ key }) => onMade(key),
      (thrown: unknown) => setError(asApiError(thrown)),
    );
  };
  const isNew = user.trim() !== "" && !users.includes(user.trim().toLowerCase());
  return (
    <form onSubmit={make}>
      <TextField
        label="User"
        placeholder="ann"
        autocomplete="off"
        required
        hint={isNew ? "A new user." : undefined}
        value={user}
        onInput={setUser}
      />
      <TextField label="What it is for" placeholder="ann’s laptop" value={name} onInput={setName} />
      <fieldset>
        <legend>It may</legend>
        {scopeWords.map(([scope, words]) => (
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
      <details>
        <summary>Limits and expiry</summary>
        <TextField
          label="Expires after days"
          type="number"
          placeholder="Never"
          value={days}
          onInput={setDays}
        />
        <LimitFields texts={limits} onChange={setLimits} />
      </details>
      {error !== undefined && <ErrorNote error={error} />}
      <div class="dialog-actions">
        <button type="button" class="quiet" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" class="primary" disabled={user.trim() === "" || scopes.length === 0}>
          Make the key
        </button>
      </div>
    </form>
  );
}

/** What a key may do, in words. */
export const scopeWords = [
  ["consumer", "Speak and listen"],
  ["provider", "Share machines"],
  ["admin", "Manage this hub"],
] as const;
