import { useState } from "preact/hooks";
import type { Invitation, List } from "../api/bodies.ts";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError, useRemote } from "../api/use-remote.ts";
import { ErrorNote } from "../components/note.tsx";
import { ago, moment } from "../text/format.ts";

/** Invitations that nobody has used yet, each with a way to end it. `round` changes when one is made. */
export function OpenInvitations({ round }: { readonly round: number }) {
  const [error, setError] = useState<ApiError>();
  const { remote, reload } = useRemote(
    (signal) => ask<List<Invitation>>("GET", "/v1/invitations", { signal }),
    [round],
  );
  const open = (remote.at === "here" ? remote.value.data : []).filter(
    // A set-up link is void once there is a user, and whoever reads this is one.
    ({ used, expires, for: whom }) =>
      used === null && expires * 1000 > Date.now() && whom !== "owner",
  );
  if (open.length === 0 && error === undefined) return null;
  const end = (id: string): void => {
    setError(undefined);
    ask("DELETE", `/v1/invitations/${id}`).then(reload, (thrown: unknown) =>
      setError(asApiError(thrown)),
    );
  };
  return (
    <section class="card" aria-label="Open invitations">
      <h2>Open invitations</h2>
      {error !== undefined && <ErrorNote error={error} />}
      <ul class="keys">
        {open.map((one) => (
          <li key={one.id} class="key">
            <span class="key-name">
              <strong>{one.for === "machine" ? "A machine" : "A friend"}</strong>
            </span>
            <span class="hint">
              by {one.made_by}, {ago(one.created)}; until {moment(one.expires)}
            </span>
            <span class="row-actions">
              <button
                type="button"
                class="quiet danger"
                aria-label={`End the invitation of ${moment(one.created)}`}
                onClick={() => end(one.id)}
              >
                End
              </button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
