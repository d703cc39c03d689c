import { useEffect, useState } from "preact/hooks";
import type { HistoryEntry, HistoryStatus } from "../api/bodies.ts";
import { Select } from "../components/field.tsx";
import { Icon } from "../components/icon.tsx";
import { Empty, ErrorNote, Loading } from "../components/note.tsx";
import { Page } from "../components/page.tsx";
import { Link, usePlace } from "../shell/router.tsx";
import { useSession } from "../shell/session-context.ts";
import { localDay } from "../text/days.ts";
import { EntryRow } from "./history-entry.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import { type HistoryFilter, useHistory } from "./use-history.ts";

/** What was spoken for the user, newest first, as far back as it goes. */
export function HistoryPage() {
  const { sharing } = useSession().hub;
  const [{ search, status, model }, change] = useFilter();
  const filter = { search: useSettled(search.trim()), status, model };
  const { pages, more, reload, remove } = useHistory(filter);
  const entries = pages.at === "here" ? pages.entries : [];
  const [selected, setSelected] = useState<ReadonlySet<string>>();
  const models = useSeen(entries.map((entry) => entry.model));
  return (
    <Page
      title="History"
      intro="Everything that was spoken for you, to hear again."
      actions={
        <div class="page-actions">
          {entries.length > 0 && selected === undefined && (
            <button type="button" onClick={() => setSelected(new Set())}>
              Select
            </button>
          )}
          {sharing && (
            <Link href="/links" class="button">
              <Icon name="share" />
              Shared links
            </Link>
          )}
        </div>
      }
    >
      <div class="filters" role="search">
        <label class="search">
          <Icon name="search" />
          <input
            type="search"
            aria-label="Search texts"
            placeholder="Search texts"
            value={search}
            onInput={(event) => change({ search: event.currentTarget.value })}
          />
        </label>
        <Select
          label="Model"
          value={model}
          options={[["", "All models"] as const, ...modelOptions(models, model)]}
          onChange={(wanted) => change({ model: wanted })}
        />
        <Select
          label="Status"
          value={status}
          options={statusOptions}
          onChange={(value) => change({ status: statusOf(value) })}
        />
      </div>
      {pages.at === "loading" && <Loading />}
      {pages.at === "failed" && <ErrorNote error={pages.error} onRetry={reload} />}
      {pages.at === "here" && entries.length === 0 && <Nothing filter={filter} />}
      {selected !== undefined && (
        <SelectionBar
          selected={entries.filter(({ id }) => selected.has(id))}
          onAll={() => setSelected(new Set(entries.filter(isOver).map(({ id }) => id)))}
          onRemoved={remove}
          onDone={() => setSelected(undefined)}
        />
      )}
      {entries.length > 0 && (
        <Entries entries={entries} selected={selected} onSelect={setSelected} onRemoved={remove} />
      )}
      {pages.at === "here" && pages.cursor !== null && (
        <button type="button" class="quiet more" disabled={pages.isAsking} onClick={more}>
          {pages.isAsking ? "Loading…" : "Show older"}
        </button>
      )}
    </Page>
  );
}

type EntriesProps = {
  readonly entries: readonly HistoryEntry[];
  /** Undefined: none are being selected. */
  readonly selected: ReadonlySet<string> | undefined;
  readonly onSelect: (selected: ReadonlySet<string>) => void;
  readonly onRemoved: (id: string) => void;
};

function Entries({ entries, selected, onSelect, onRemoved }: EntriesProps) {
  const [open, setOpen] = useState<string>();
  return (
    <>
      {[...Map.groupBy(entries, ({ created }) => localDay(created))].map(([day, ofDay]) => (
        <section key={day} class="day-entries">
          <h2>{day}</h2>
          <ul class="entries">
            {ofDay.map((entry) => (
              <EntryRow
                key={entry.id}
                entry={entry}
                selection={
                  selected &&
                  isOver(entry) && {
                    isSelected: selected.has(entry.id),
                    onToggle: () => onSelect(toggled(selected, entry.id)),
                  }
                }
                isOpen={entry.id === open}
                onToggle={() => setOpen(entry.id === open ? undefined : entry.id)}
                onRemoved={() => onRemoved(entry.id)}
              />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function toggled(selected: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const others = new Set(selected);
  if (!others.delete(id)) others.add(id);
  return others;
}

/** What runs cannot be deleted, and has no whole audio. */
function isOver({ status }: HistoryEntry): boolean {
  return status !== "running";
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

/** The filter, which stands in the page's address: it can be kept and sent. */
function useFilter(): readonly [HistoryFilter, (part: Partial<HistoryFilter>) => void] {
  const { query } = usePlace();
  const [filter, setFilter] = useState<HistoryFilter>(() => ({
    search: query.get("search") ?? "",
    status: statusOf(query.get("status") ?? ""),
    model: query.get("model") ?? "",
  }));
  useEffect(() => {
    const named = Object.entries(filter).filter(([, value]) => value !== "");
    const address = new URLSearchParams(named).toString();
    history.replaceState(null, "", address === "" ? location.pathname : `?${address}`);
  }, [filter]);
  return [filter, (part) => setFilter((before) => ({ ...before, ...part }))];
}

/** The model that is chosen by the address may not be in sight yet. */
function modelOptions(
  models: readonly string[],
  chosen: string,
): readonly (readonly [string, string])[] {
  const all = chosen === "" || models.includes(chosen) ? models : [...models, chosen];
  return all.map((id) => [id, id] as const);
}

function statusOf(text: string): HistoryStatus | "" {
  return statusOptions.find(([value]) => value === text)?.[0] ?? "";
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
