import { useState } from "preact/hooks";
import type { Key, List, UsageSums, User, UsersUsage } from "../api/bodies.ts";
import { ask } from "../api/client.ts";
import { useRemote } from "../api/use-remote.ts";
import { Icon } from "../components/icon.tsx";
import { ErrorNote, Loading } from "../components/note.tsx";
import { Page } from "../components/page.tsx";
import { dayBefore, utcDay } from "../text/days.ts";
import { Link } from "../shell/router.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { MemberCard, usageDays } from "./member-card.tsx";
import { NewKeyDialog } from "./new-key-dialog.tsx";
import { OpenInvitations } from "./open-invitations.tsx";

export type Members = {
  readonly users: readonly User[];
  readonly keys: readonly Key[];
  /** Of each user, by id, in the last days. */
  readonly usage: ReadonlyMap<string, UsageSums>;
};

/** For the operator: who may use this hub, with which keys, and how much. */
export function MembersPage() {
  const [isMaking, setMaking] = useState(false);
  const [isInviting, setInviting] = useState(false);
  const [round, setRound] = useState(0);
  const { remote, reload } = useRemote(async (signal): Promise<Members> => {
    const from = dayBefore(utcDay(), usageDays - 1);
    const [users, keys, usage] = await Promise.all([
      ask<List<User>>("GET", "/v1/users", { signal }),
      ask<List<Key>>("GET", "/v1/keys", { signal }),
      ask<UsersUsage>("GET", `/v1/usage/users?from=${from}`, { signal }),
    ]);
    const ofUsers = new Map(usage.data.map((one) => [one.user_id, one]));
    return { users: users.data, keys: keys.data, usage: ofUsers };
  }, []);
  return (
    <Page
      title="Members"
      intro="Who may use this hub, with which keys, and how much."
      actions={
        <div class="page-actions">
          <button type="button" class="primary" onClick={() => setInviting(true)}>
            <Icon name="plus" />
            Invite a friend
          </button>
          <button type="button" onClick={() => setMaking(true)}>
            New key
          </button>
          <Link href="/audit" class="button">
            Audit log
          </Link>
        </div>
      }
    >
      {remote.at === "loading" && <Loading />}
      {remote.at === "failed" && <ErrorNote error={remote.error} onRetry={reload} />}
      <OpenInvitations round={round} />
      {remote.at === "here" && <MemberList members={remote.value} onChanged={reload} />}
      {isInviting && (
        <InviteDialog
          onClose={() => {
            setInviting(false);
            setRound((before) => before + 1);
          }}
        />
      )}
      {isMaking && (
        <NewKeyDialog
          users={remote.at === "here" ? remote.value.users.map(({ name }) => name) : []}
          onMade={reload}
          onClose={() => setMaking(false)}
        />
      )}
    </Page>
  );
}

type MemberListProps = { readonly members: Members; readonly onChanged: () => void };

function MemberList({ members: { users, keys, usage }, onChanged }: MemberListProps) {
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const cards = users
    .map((user) => ({ user, keys: keys.filter((key) => key.user === user.name) }))
    .filter(
      (one) =>
        one.user.name.toLowerCase().includes(wanted) ||
        one.keys.some(({ name }) => name.toLowerCase().includes(wanted)),
    );
  return (
    <>
      <label class="search">
        <Icon name="search" />
        <input
          type="search"
          aria-label="Search members"
          placeholder="A user or a key"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
      </label>
      {cards.length === 0 && <p class="count">No user and no key has that in its name.</p>}
      <ul class="members">
        {cards.map((card) => (
          <MemberCard
            key={card.user.id}
            {...card}
            usage={usage.get(card.user.id)}
            onChanged={onChanged}
          />
        ))}
      </ul>
    </>
  );
}
