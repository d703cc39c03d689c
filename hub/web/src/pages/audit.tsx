import { useState } from "preact/hooks";
import type { AuditEntry, Key, List, User } from "../api/bodies.ts";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError, useRemote } from "../api/use-remote.ts";
import { Empty, ErrorNote, Loading } from "../components/note.tsx";
import { Page } from "../components/page.tsx";
import { Link } from "../shell/router.tsx";
import { moment } from "../text/format.ts";
import { actionWords, detailWords } from "./audit-words.ts";

type AuditPageBody = List<AuditEntry> & { readonly next_cursor: string | null };

type Names = ReadonlyMap<string, string>;

/** For the operator: who made, changed and revoked users, keys and links. */
export function AuditPage() {
  const { remote, reload } = useRemote(async (signal) => {
    const [first, users, keys] = await Promise.all([
      ask<AuditPageBody>("GET", "/v1/audit", { signal }),
      ask<List<User>>("GET", "/v1/users", { signal }),
      ask<List<Key>>("GET", "/v1/keys", { signal }),
    ]);
    return { first, names: namesOf(users.data, keys.data) };
  }, []);
  return (
    <Page
      title="Audit log"
      intro="Who made, changed and revoked users, keys and links. Nothing is ever removed from it."
      actions={
        <Link href="/members" class="button">
          Back to Members
        </Link>
      }
    >
      {remote.at === "loading" && <Loading />}
      {remote.at === "failed" && <ErrorNote error={remote.error} onRetry={reload} />}
      {remote.at === "here" && <Entries key={remote.value.first.data[0]?.id} {...remote.value} />}
    </Page>
  );
}

type EntriesProps = { readonly first: AuditPageBody; readonly names: Names };

function Entries({ first, names }: EntriesProps) {
  const [entries, setEntries] = useState(first.data);
  const [cursor, setCursor] = useState(first.next_cursor);
  const [isAsking, setAsking] = useState(false);
  const [error, setError] = useState<ApiError>();
  if (entries.length === 0) {
    return (
      <Empty title="Nothing yet">
        <p>Changes of users, keys and links appear here.</p>
      </Empty>
    );
  }
  const more = (): void => {
    setAsking(true);
    setError(undefined);
    ask<AuditPageBody>("GET", `/v1/audit?cursor=${cursor}`)
      .then(
        (page) => {
          setEntries((before) => [...before, ...page.data]);
          setCursor(page.next_cursor);
        },
        (thrown: unknown) => setError(asApiError(thrown)),
      )
      .finally(() => setAsking(false));
  };
  return (
    <section class="card">
      <div class="table-scroll" tabIndex={0} role="region" aria-label="Audit log">
        <table>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">What</th>
              <th scope="col">Details</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <Row key={entry.id} entry={entry} names={names} />
            ))}
          </tbody>
        </table>
      </div>
      {error !== undefined && <ErrorNote error={error} />}
      {cursor !== null && (
        <button type="button" disabled={isAsking} onClick={more}>
          Show older
        </button>
      )}
    </section>
  );
}

function Row({ entry, names }: { readonly entry: AuditEntry; readonly names: Names }) {
  const { actor, actor_key: keyId, action, subject, detail, created } = entry;
  const by = keyId === null ? "at the hub’s machine" : `with ${names.get(keyId) ?? keyId}`;
  return (
    <tr>
      <td>{moment(created)}</td>
      <td>
        {actor} <small>{by}</small>
      </td>
      <td>
        {actionWords(action)} <small>{names.get(subject) ?? subject}</small>
      </td>
      <td>
        <small>{detailWords(detail)}</small>
      </td>
    </tr>
  );
}

/** What users and keys are called, by their ids; a key without a name is called by its id. */
function namesOf(users: readonly User[], keys: readonly Key[]): Names {
  return new Map([
    ...users.map(({ id, name }) => [id, name] as const),
    ...keys.map(({ id, name, user }) => [id, `${name === "" ? id : name} of ${user}`] as const),
  ]);
}
