import { useState } from "preact/hooks";
import type { Key, User } from "../api/bodies.ts";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { Confirm } from "../components/dialog.tsx";
import { ErrorNote } from "../components/note.tsx";
import { useSession } from "../shell/session-context.ts";
import { ago, moment } from "../text/format.ts";
import { LimitsDialog } from "./limits-dialog.tsx";
import { limitWords } from "./limit-words.ts";

type MemberCardProps = {
  readonly user: User;
  readonly keys: readonly Key[];
  readonly onChanged: () => void;
};

type Doing =
  | { readonly at: "user-limits" }
  | { readonly at: "key-limits"; readonly key: Key }
  | { readonly at: "revoking"; readonly key: Key }
  | { readonly at: "disabling" };

/** A user with their keys; those that have ended are folded away. */
export function MemberCard({ user, keys, onChanged }: MemberCardProps) {
  const [doing, setDoing] = useState<Doing>();
  const [error, setError] = useState<ApiError>();
  const { user: self } = useSession();
  const isDisabled = user.disabled !== null;
  const send = (method: "PATCH" | "DELETE", path: string, body?: unknown): void => {
    setDoing(undefined);
    setError(undefined);
    ask(method, path, body === undefined ? {} : { body }).then(onChanged, (thrown: unknown) =>
      setError(asApiError(thrown)),
    );
  };
  const setDisabled = (disabled: boolean): void =>
    send("PATCH", `/v1/users/${encodeURIComponent(user.id)}`, { disabled });
  return (
    <li class="card member">
      <div class="card-head">
        <h2>
          {user.name} {user.name === self && <small>you</small>}
        </h2>
        {isDisabled && <span class="status failed">Disabled</span>}
        <div class="row-actions">
          <button type="button" class="quiet" onClick={() => setDoing({ at: "user-limits" })}>
            Limits
          </button>
          {isDisabled && (
            <button type="button" class="quiet" onClick={() => setDisabled(false)}>
              Enable
            </button>
          )}
          {/* Nobody shuts themselves out: who would let them in again? */}
          {!isDisabled && user.name !== self && (
            <button
              type="button"
              class="quiet danger"
              onClick={() => setDoing({ at: "disabling" })}
            >
              Disable
            </button>
          )}
        </div>
      </div>
      <p class="hint">{limitWords(user.limits, "No limits")}</p>
      {error !== undefined && <ErrorNote error={error} />}
      <ul class="keys">
        {newestFirst(keys.filter((key) => endOf(key) === undefined)).map((key) => (
          <KeyRow key={key.id} entry={key} onDo={setDoing} />
        ))}
      </ul>
      <EndedKeys keys={newestFirst(keys.filter((key) => endOf(key) !== undefined))} />
      {doing?.at === "user-limits" && (
        <LimitsDialog
          title={`Limits of ${user.name}, over all keys`}
          limits={user.limits}
          path={`/v1/users/${encodeURIComponent(user.id)}`}
          onChanged={onChanged}
          onClose={() => setDoing(undefined)}
        />
      )}
      {doing?.at === "key-limits" && (
        <LimitsDialog
          title={`Limits of ${nameOf(doing.key)}`}
          limits={doing.key.limits}
          path={pathOf(doing.key)}
          onChanged={onChanged}
          onClose={() => setDoing(undefined)}
        />
      )}
      {doing?.at === "revoking" && (
        <Confirm
          title={`Revoke ${nameOf(doing.key)}?`}
          action="Revoke"
          onConfirm={() => send("DELETE", pathOf(doing.key))}
          onClose={() => setDoing(undefined)}
        >
          Requests with it are refused at once, and its agents are sent away within a minute. This
          cannot be undone.
        </Confirm>
      )}
      {doing?.at === "disabling" && (
        <Confirm
          title={`Disable ${user.name}?`}
          action="Disable"
          onConfirm={() => setDisabled(true)}
          onClose={() => setDoing(undefined)}
        >
          None of their keys is accepted until you enable them again.
        </Confirm>
      )}
    </li>
  );
}

/** Keys that no longer work, out of the way. */
function EndedKeys({ keys }: { readonly keys: readonly Key[] }) {
  if (keys.length === 0) return null;
  return (
    <details>
      <summary>
        {keys.length} ended {keys.length === 1 ? "key" : "keys"}
      </summary>
      <ul class="keys">
        {keys.map((key) => (
          <KeyRow key={key.id} entry={key} onDo={() => undefined} />
        ))}
      </ul>
    </details>
  );
}

function KeyRow({ entry, onDo }: { readonly entry: Key; readonly onDo: (doing: Doing) => void }) {
  const end = endOf(entry);
  return (
    <li class={end === undefined ? "key" : "key over"}>
      <span class="key-name">
        <strong>{nameOf(entry)}</strong>
        {entry.scopes.map((scope) => (
          <span key={scope} class="tag">
            {scope}
          </span>
        ))}
      </span>
      <span class="hint">
        {end ?? (entry.last_used === null ? "never used" : `used ${ago(entry.last_used)}`)}
        {end === undefined && entry.expires !== null && `, expires ${moment(entry.expires)}`}
        {limitWords(entry.limits, "") !== "" && ` · ${limitWords(entry.limits, "")}`}
      </span>
      {end === undefined && (
        <span class="row-actions">
          <button
            type="button"
            class="quiet"
            aria-label={`Limits of ${nameOf(entry)}`}
            onClick={() => onDo({ at: "key-limits", key: entry })}
          >
            Limits
          </button>
          <button
            type="button"
            class="quiet danger"
            aria-label={`Revoke ${nameOf(entry)}`}
            onClick={() => onDo({ at: "revoking", key: entry })}
          >
            Revoke
          </button>
        </span>
      )}
    </li>
  );
}

/** Why a key no longer works; undefined: it does. */
function endOf({ revoked, expires }: Key): string | undefined {
  if (revoked !== null) return `revoked ${ago(revoked)}`;
  return expires !== null && expires * 1000 <= Date.now() ? `expired ${ago(expires)}` : undefined;
}

function newestFirst(keys: readonly Key[]): readonly Key[] {
  return keys.toSorted((a, b) => b.created - a.created);
}

function nameOf({ name, id }: Key): string {
  return name === "" ? id : name;
}

function pathOf({ id }: Key): string {
  return `/v1/keys/${encodeURIComponent(id)}`;
}
