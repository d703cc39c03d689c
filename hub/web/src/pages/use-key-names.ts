import { useMemo } from "preact/hooks";
import type { Key, List } from "../api/bodies.ts";
import { ask } from "../api/client.ts";
import { useRemote } from "../api/use-remote.ts";
import { hasScope, useSession } from "../shell/session-context.ts";

/** What keys are called, by their ids: all of them for an operator, else the one that is signed in. */
export function useKeyNames(): ReadonlyMap<string, string> {
  const session = useSession();
  const isAdmin = hasScope(session, "admin");
  const { remote } = useRemote(
    (signal): Promise<List<Pick<Key, "id" | "name">>> =>
      isAdmin
        ? ask<List<Key>>("GET", `/v1/keys?user=${encodeURIComponent(session.user)}`, { signal })
        : Promise.resolve({ data: [session.key] }),
    [isAdmin, session.user],
  );
  return useMemo(() => {
    const keys = remote.at === "here" ? remote.value.data : [];
    return new Map(keys.filter(({ name }) => name !== "").map(({ id, name }) => [id, name]));
  }, [remote]);
}
