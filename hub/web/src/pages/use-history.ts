import { useEffect, useRef, useState } from "preact/hooks";
import type { HistoryEntry, HistoryPage, HistoryStatus } from "../api/bodies.ts";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError, useNews } from "../api/use-remote.ts";

export type HistoryFilter = {
  readonly search: string;
  readonly status: HistoryStatus | "";
  readonly model: string;
};

export type HistoryPages =
  | { readonly at: "loading" }
  | { readonly at: "failed"; readonly error: ApiError }
  | {
      readonly at: "here";
      readonly entries: readonly HistoryEntry[];
      /** Where the next page begins; null: there is none. */
      readonly cursor: string | null;
      readonly isAsking: boolean;
    };

export type History = {
  readonly pages: HistoryPages;
  readonly more: () => void;
  readonly reload: () => void;
  /** Takes an entry out of the list, once the hub has. */
  readonly remove: (id: string) => void;
};

/** The history page by page, with what begins and ends meanwhile. */
export function useHistory(filter: HistoryFilter): History {
  const [pages, setPages] = useState<HistoryPages>({ at: "loading" });
  const [round, setRound] = useState(0);
  const reload = (): void => setRound((before) => before + 1);
  const filterNow = useRef(filter);
  filterNow.current = filter;

  useEffect(() => {
    const controller = new AbortController();
    firstPage(filter, controller.signal).then(
      (page) => controller.signal.aborted || setPages(page),
      (thrown: unknown) =>
        controller.signal.aborted || setPages({ at: "failed", error: asApiError(thrown) }),
    );
    return () => controller.abort();
  }, [filter.search, filter.status, filter.model, round]);

  useNews(["history"], (data) => {
    const { id } = data as { readonly id: string };
    void ask<HistoryEntry>("GET", `/v1/history/${encodeURIComponent(id)}`).then(
      (entry) => setPages((before) => withEntry(before, entry, filterNow.current)),
      // Gone again already.
      () => undefined,
    );
  });
  // After a cut of the line the newest page may have changed; the older ones rarely do.
  useNews(["open"], reload);

  const more = (): void => {
    if (pages.at !== "here" || pages.cursor === null) return;
    setPages({ ...pages, isAsking: true });
    ask<HistoryPage>("GET", pathFor(filter, pages.cursor)).then(
      (page) => setPages((before) => withOlder(before, page)),
      (thrown: unknown) => setPages({ at: "failed", error: asApiError(thrown) }),
    );
  };
  const remove = (id: string): void =>
    setPages((before) =>
      before.at === "here"
        ? { ...before, entries: before.entries.filter((entry) => entry.id !== id) }
        : before,
    );
  return { pages, more, reload, remove };
}

async function firstPage(filter: HistoryFilter, signal: AbortSignal): Promise<HistoryPages> {
  const { data, next_cursor: cursor } = await ask<HistoryPage>("GET", pathFor(filter, null), {
    signal,
  });
  return { at: "here", entries: data, cursor, isAsking: false };
}

function pathFor({ search, status, model }: HistoryFilter, cursor: string | null): string {
  const query = new URLSearchParams({ limit: "20" });
  const wanted = { search, status, model, cursor: cursor ?? "" };
  for (const [name, value] of Object.entries(wanted)) if (value !== "") query.set(name, value);
  return `/v1/history?${query.toString()}`;
}

function withOlder(pages: HistoryPages, page: HistoryPage): HistoryPages {
  if (pages.at !== "here") return pages;
  const known = new Set(pages.entries.map((entry) => entry.id));
  const older = page.data.filter((entry) => !known.has(entry.id));
  return {
    at: "here",
    entries: [...pages.entries, ...older],
    cursor: page.next_cursor,
    isAsking: false,
  };
}

/** What is listed already is brought up to date where it stands; what is new comes first. */
function withEntry(
  pages: HistoryPages,
  entry: HistoryEntry,
  { search, status, model }: HistoryFilter,
): HistoryPages {
  if (pages.at !== "here") return pages;
  const isKnown = pages.entries.some((one) => one.id === entry.id);
  if (isKnown) {
    return {
      ...pages,
      entries: pages.entries.map((one) => (one.id === entry.id ? entry : one)),
    };
  }
  const fits =
    (status === "" || status === entry.status) &&
    (model === "" || model === entry.model) &&
    entry.input.toLowerCase().includes(search.toLowerCase());
  return fits ? { ...pages, entries: [entry, ...pages.entries] } : pages;
}
