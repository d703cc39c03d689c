import { useMemo } from "preact/hooks";
import type { Key, List } from "../api/bodies.ts";
import { ask } from "../api/client.ts";
import { useRemote } from "../api/use-remote.ts";

/** What one's keys are called, by their ids. */
export function useKeyNames(): ReadonlyMap<string, string> {
  const { remote } = useRemote(
    (signal) => ask<List<Key>>("GET", "/v1/account/keys", { signal }),
    [],
  );
  return useMemo(() => {
    const keys = remote.at === "here" ? remote.value.data : [];
    return new Map(keys.filter(({ name }) => name !== "").map(({ id, name }) => [id, name]));
  }, [remote]);
}
