import { useState } from "preact/hooks";
import type { AwayMachine, List } from "../api/bodies.ts";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError, useRemote } from "../api/use-remote.ts";
import { Confirm } from "../components/dialog.tsx";
import { ErrorNote } from "../components/note.tsx";
import { ago, moment } from "../text/format.ts";
import { machinePath } from "./machine-path.ts";

/** Machines that have been connected and are not now; nothing where there are none. */
export function AwayMachines() {
  const { remote, reload } = useRemote(
    (signal) => ask<List<AwayMachine>>("GET", "/v1/machines", { signal }),
    [],
    ["open", "providers"],
  );
  const [leaving, setLeaving] = useState<AwayMachine>();
  const [error, setError] = useState<ApiError>();
  const forget = ({ owner, name }: AwayMachine): void => {
    setLeaving(undefined);
    setError(undefined);
    ask("DELETE", machinePath(owner, name)).then(reload, (thrown: unknown) =>
      setError(asApiError(thrown)),
    );
  };
  if (remote.at !== "here" || remote.value.data.length === 0) return null;
  return (
    <section class="card">
      <h2>Offline</h2>
      {error !== undefined && <ErrorNote error={error} />}
      <ul class="keys">
        {remote.value.data.map((machine) => (
          <li key={`${machine.owner}/${machine.name}`} class="key">
            <span class="key-name">
              <strong>{machine.name}</strong> <small>of {machine.owner}</small>
              {machine.paused && <span class="status cancelled">Paused</span>}
            </span>
            <span class="hint">
              Last seen{" "}
              <time
                dateTime={new Date(machine.last_seen * 1000).toISOString()}
                title={moment(machine.last_seen)}
              >
                {ago(machine.last_seen)}
              </time>
            </span>
            <span class="row-actions">
              <button
                type="button"
                class="quiet"
                aria-label={`Forget ${machine.name}`}
                onClick={() => setLeaving(machine)}
              >
                Forget
              </button>
            </span>
          </li>
        ))}
      </ul>
      {leaving !== undefined && (
        <Confirm
          title={`Forget ${leaving.name}?`}
          action="Forget"
          onConfirm={() => forget(leaving)}
          onClose={() => setLeaving(undefined)}
        >
          It is no longer listed here. What it has spoken stays counted, and it may connect again.
        </Confirm>
      )}
    </section>
  );
}
