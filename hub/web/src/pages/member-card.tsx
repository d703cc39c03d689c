import { useState } from "preact/hooks";
import type { Key, UsageSums, User } from "../api/bodies.ts";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { Confirm } from "../components/dialog.tsx";
import { Fact } from "../components/fact.tsx";
import { ErrorNote } from "../components/note.tsx";
import { useSession } from "../shell/session-context.ts";
import { EndedKeys, KeyRow, keyName, workingKeys } from "./key-row.tsx";
import { duration, requests } from "../text/format.ts";
import { LimitsDialog } from "./limits-dialog.tsx";
import { limitWords } from "./limit-words.ts";

/** How far back the usage of members is summed up. */
export const usageDays = 30;

type MemberCardProps = {
  readonly user: User;
  readonly keys: readonly Key[];
  /** Undefined: none in the last days. */
  readonly usage: UsageSums | undefined;
  readonly onChanged: () => void;
};

type Doing =
  | { readonly at: "user-limits" }
  | { readonly at: "key-limits"; readonly key: Key }
  | { readonly at: "revoking"; readonly key: Key }
  | { readonly at: "disabling" }
  | { readonly at: "ending-links" };

/** A user with their keys; those that have ended are folded away. */
export function MemberCard({ user, keys, usage, onChanged }: MemberCardProps) {
  const [doing, setDoing] = useState<Doing>();
  const [error, setError] = useState<ApiError>();
  const { user: self, hub } = useSession();
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
          {hub.sharing && (
            <button
              type="button"
              class="quiet danger"
              aria-label={`End links of ${user.name}`}
              onClick={() => setDoing({ at: "ending-links" })}
            >
              End links
            </button>
          )}
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
      <div class="facts">
        <Fact name={`Last ${usageDays} days`} value={usageWords(usage)} />
        <Fact name="Limits" value={limitWords(user.limits, "No limits")} />
      </div>
      {error !== undefined && <ErrorNote error={error} />}
      <ul class="keys">
        {workingKeys(keys).map((key) => (
          <KeyRow key={key.id} entry={key}>
            <button
              type="button"
              class="quiet"
              aria-label={`Limits of ${keyName(key)}`}
              onClick={() => setDoing({ at: "key-limits", key })}
            >
              Limits
            </button>
            <button
              type="button"
              class="quiet danger"
              aria-label={`Revoke ${keyName(key)}`}
              onClick={() => setDoing({ at: "revoking", key })}
            >
              Revoke
            </button>
          </KeyRow>
        ))}
      </ul>
      <EndedKeys keys={keys} />
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
          title={`Limits of ${keyName(doing.key)}`}
          limits={doing.key.limits}
          path={pathOf(doing.key)}
          onChanged={onChanged}
          onClose={() => setDoing(undefined)}
        />
      )}
      {doing?.at === "revoking" && (
        <Confirm
          title={`Revoke ${keyName(doing.key)}?`}
          action="Revoke"
          onConfirm={() => send("DELETE", pathOf(doing.key))}
          onClose={() => setDoing(undefined)}
        >
          Requests with it are refused at once, and its agents are sent away within a minute. This
          cannot be undone.
        </Confirm>
      )}
      {doing?.at === "ending-links" && (
        <Confirm
          title={`End links of ${user.name}?`}
          action="End links"
          onConfirm={() => send("DELETE", `/v1/users/${encodeURIComponent(user.id)}/shares`)}
          onClose={() => setDoing(undefined)}
        >
          Whoever has one of them can no longer listen. The clips stay in the user’s history.
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

function usageWords(usage: UsageSums | undefined): string {
  if (usage === undefined || usage.requests === 0) return "nothing";
  return `${duration(usage.audio_seconds)} in ${requests(usage.requests)}`;
}

function pathOf({ id }: Key): string {
  return `/v1/keys/${encodeURIComponent(id)}`;
}
