import { useCallback, useContext, useEffect, useRef, useState } from "preact/hooks";
import { NewsContext } from "../shell/news-context.ts";
import { ApiError } from "./client.ts";
import type { NewsName } from "./news.ts";

/**
 * Something of the hub's, as far as it is here. What was there stays while it is fetched anew, and also
 * when that fails: the frame tells that the hub is away.
 */
export type Remote<T> =
  | { readonly at: "loading" }
  | { readonly at: "failed"; readonly error: ApiError }
  | { readonly at: "here"; readonly value: T };

/**
 * Fetches, again when `dependencies` change, when `reload` is called, and when the hub has such news.
 */
export function useRemote<T>(
  load: (signal: AbortSignal) => Promise<T>,
  dependencies: readonly unknown[],
  names: readonly NewsName[] = [],
): { readonly remote: Remote<T>; readonly reload: () => void } {
  const [remote, setRemote] = useState<Remote<T>>({ at: "loading" });
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  const loadNow = useRef(load);
  loadNow.current = load;
  /** What the value that is here was fetched for. */
  const fetchedFor = useRef<string>(undefined);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const wanted = JSON.stringify(dependencies);
    loadNow.current(signal).then(
      (value) => {
        if (signal.aborted) return;
        fetchedFor.current = wanted;
        setRemote({ at: "here", value });
      },
      (thrown: unknown) => {
        if (signal.aborted || (fetchedFor.current === wanted && isPassing(thrown))) return;
        setRemote({ at: "failed", error: asApiError(thrown) });
      },
    );
    return () => controller.abort();
  }, [...dependencies, round]);
  useNews(names, reload);
  return { remote, reload };
}

/** Whether the hub was only away, and the next try may well succeed. */
function isPassing(thrown: unknown): boolean {
  const { status } = asApiError(thrown);
  return status === 0 || status >= 500;
}

/** Calls `then` on such news, and when the line to the hub was cut meanwhile. */
export function useNews(names: readonly NewsName[], then: (data: unknown) => void): void {
  const news = useContext(NewsContext);
  const thenNow = useRef(then);
  thenNow.current = then;
  useEffect(() => {
    const stops = names.map((name) => news.on(name, (data) => thenNow.current(data)));
    return () => {
      for (const stop of stops) stop();
    };
  }, [news, names.join()]);
}

/** Any thrown value as an ApiError. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ApiError(0, "unknown", message);
}
