import { useEffect, useState } from "preact/hooks";
import type { HistoryEntry, HistoryStatus } from "../api/bodies.ts";
import { Select } from "../components/field.tsx";
import { Icon } from "../components/icon.tsx";
import { Empty, ErrorNote, Loading } from "../components/note.tsx";
import { Page } from "../components/page.tsx";
import { Link } from "../shell/router.tsx";
import { EntryRow } from "./history-entry.tsx";
import { type HistoryFilter, useHistory } from "./use-history.ts";

/** What was spoken for the user, newest first, as far back as it goes. */
export function HistoryPage() {
  const [search, setSearch] = useState("");
  const [status, setStatus] = useState<HistoryStatus | "">("");
  const [model, setModel] = useState("");
  const filter = { search: useSettled(search.trim()), status, model };
  const { pages, more, reload, remove } = useHistory(filter);
  const entries = pages.at === "here" ? pages.entries : [];
  const models = useSeen(entries.map((entry) => entry.model));
  return (
    <Page title="History" intro="Everything that was spoken for you, to hear again.">
      <div class="filters" role="search">
        <label class="search">
          <Icon name="search" />
          <input
            type="search"
            aria-label="Search texts"
            placeholder="Search texts"
            value={search}
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
        </label>
        <Select
          label="Model"
          value={model}
          options={[["", "All models"] as const, ...models.map((id) => [id, id] as const)]}
          onChange={setModel}
        />
        <Select
          label="Status"
          value={status}
          options={statusOptions}
          onChange={(value) => setStatus(value as HistoryStatus | "")}
        />
      </div>
      {pages.at === "loading" && <Loading />}
      {pages.at === "failed" && <ErrorNote error={pages.error} onRetry={reload} />}
      {pages.at === "here" && entries.length === 0 && <Nothing filter={filter} />}
      {entries.length > 0 && <Entries entries={entries} onRemoved={remove} />}
      {pages.at === "here" && pages.cursor !== null && (
        <button type="button" class="quiet more" disabled={pages.isAsking} onClick={more}>
          {pages.isAsking ? "Loading…" : "Show older"}
        </button>
      )}
    </Page>
  );
}

function Entries({
  entries,
  onRemoved,
}: {
  readonly entries: readonly HistoryEntry[];
  readonly onRemoved: (id: string) => void;
}) {
  const [open, setOpen] = useState<string>();
  return (
    <ul class="entries">
      {entries.map((entry) => (
        <EntryRow
          key={entry.id}
          entry={entry}
          isOpen={entry.id === open}
          onToggle={() => setOpen(entry.id === open ? undefined : entry.id)}
          onRemoved={() => onRemoved(entry.id)}
        />
      ))}
    </ul>
  );
}

function Nothing({ filter }: { readonly filter: HistoryFilter }) {
  if (filter.search !== "" || filter.status !== "" || filter.model !== "") {
    return (
      <Empty title="Nothing like that">
        <p>No request matches. Search for fewer words, or choose all models and states.</p>
      </Empty>
    );
  }
  return (
    <Empty title="Nothing spoken yet">
      <p>Whatever you let the club say is kept here: the text, the audio and who spoke it.</p>
      <Link href="/" class="button primary">
        Say something
      </Link>
    </Empty>
  );
}

const statusOptions = [
  ["", "All states"],
  ["completed", "Completed"],
  ["running", "Running"],
  ["failed", "Failed"],
  ["cancelled", "Cancelled"],
] as const;

/** A value once it has rested: not every letter of a search is one. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), restMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

const restMs = 250;

/** All names that have been there, so that a choice does not vanish with what it left out. */
function useSeen(names: readonly string[]): readonly string[] {
  const [seen, setSeen] = useState<readonly string[]>([]);
  useEffect(() => {
    const all = [...new Set([...seen, ...names])].sort();
    if (all.length > seen.length) setSeen(all);
  }, [names.join("\n")]);
  return seen;
}
