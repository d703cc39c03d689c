import { useEffect, useRef, useState } from "preact/hooks";
import type { HistoryEntry } from "../api/bodies.ts";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { Confirm } from "../components/dialog.tsx";
import { Icon } from "../components/icon.tsx";
import { ErrorNote } from "../components/note.tsx";
import { bytes, requests } from "../text/format.ts";
import { downloadClips } from "./download-clips.ts";

type SelectionBarProps = {
  readonly selected: readonly HistoryEntry[];
  /** Selects all that are in sight. */
  readonly onAll: () => void;
  readonly onRemoved: (id: string) => void;
  readonly onDone: () => void;
};

type State =
  | { readonly at: "idle"; readonly error?: ApiError }
  | { readonly at: "asking" }
  | { readonly at: "downloading" }
  | { readonly at: "deleting"; readonly left: number };

/** What can be done with several requests at once. */
export function SelectionBar({ selected, onAll, onRemoved, onDone }: SelectionBarProps) {
  const [state, setState] = useState<State>({ at: "idle" });
  const controller = useRef<AbortController>(undefined);
  useEffect(() => () => controller.current?.abort(), []);
  const audible = selected.filter(({ bytes: stored }) => stored > 0);
  const size = audible.reduce((sum, entry) => sum + entry.bytes, 0);
  const isBusy = state.at === "downloading" || state.at === "deleting";
  const fail = (thrown: unknown): void => setState({ at: "idle", error: asApiError(thrown) });

  const run = (task: (signal: AbortSignal) => Promise<void>): void => {
    const { signal } = (controller.current = new AbortController());
    task(signal).then(
      () => signal.aborted || setState({ at: "idle" }),
      (thrown: unknown) => signal.aborted || fail(thrown),
    );
  };
  const download = (): void => {
    setState({ at: "downloading" });
    run((signal) => downloadClips(audible, signal));
  };
  const remove = (): void => {
    run(async (signal) => {
      for (const [at, { id }] of selected.entries()) {
        setState({ at: "deleting", left: selected.length - at });
        await ask("DELETE", `/v1/history/${encodeURIComponent(id)}`, { signal });
        onRemoved(id);
      }
      onDone();
    });
  };
  return (
    <div class="selection card" role="region" aria-label="Selected requests">
      <p role="status">{wordsFor(state, selected.length)}</p>
      <div class="row-actions">
        <button type="button" class="quiet" disabled={isBusy} onClick={onAll}>
          Select all
        </button>
        <button
          type="button"
          class="quiet"
          disabled={isBusy || audible.length === 0 || size > maxZipBytes}
          title={size > maxZipBytes ? `More than ${bytes(maxZipBytes)}: select fewer.` : undefined}
          onClick={download}
        >
          <Icon name="download" />
          Download{size > 0 && ` (${bytes(size)})`}
        </button>
        <button
          type="button"
          class="quiet danger"
          disabled={isBusy || selected.length === 0}
          onClick={() => setState({ at: "asking" })}
        >
          <Icon name="remove" />
          Delete
        </button>
        <button type="button" class="quiet" onClick={onDone}>
          Cancel
        </button>
      </div>
      {state.at === "idle" && state.error !== undefined && <ErrorNote error={state.error} />}
      {state.at === "asking" && (
        <Confirm
          title={`Delete ${requests(selected.length)}?`}
          action="Delete"
          onConfirm={remove}
          onClose={() => setState((now) => (now.at === "asking" ? { at: "idle" } : now))}
        >
          Their texts and audio are gone for good, and so are links to them. What they used stays
          counted.
        </Confirm>
      )}
    </div>
  );
}

function wordsFor(state: State, count: number): string {
  if (state.at === "downloading") return "Preparing the download…";
  if (state.at === "deleting") return `Deleting: ${state.left} to go…`;
  return count === 0 ? "Choose requests from the list." : `${requests(count)} selected`;
}

/** The browser holds the file in memory while it is put together. */
const maxZipBytes = 500_000_000;
