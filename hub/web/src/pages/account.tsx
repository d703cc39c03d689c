import { useState } from "preact/hooks";
import type { Key, List } from "../api/bodies.ts";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError, useRemote } from "../api/use-remote.ts";
import { Confirm } from "../components/dialog.tsx";
import { Icon } from "../components/icon.tsx";
import { ErrorNote, Loading } from "../components/note.tsx";
import { Page } from "../components/page.tsx";
import { useSession } from "../shell/session-context.ts";
import { EndedKeys, KeyRow, keyName, workingKeys } from "./key-row.tsx";
import { LimitsLeft } from "./limits-left.tsx";
import { NewOwnKeyDialog } from "./new-own-key-dialog.tsx";
import { RenameKeyDialog } from "./rename-key-dialog.tsx";

/** One's own keys, and what one may use. */
export function AccountPage() {
  const { user } = useSession();
  return (
    <Page title="Account" intro={`Signed in as ${user}.`}>
      <LimitsLeft />
      <OwnKeys />
    </Page>
  );
}

type Doing =
  | { readonly at: "making" }
  | { readonly at: "renaming"; readonly key: Key }
  | { readonly at: "revoking"; readonly key: Key };

function OwnKeys() {
  const [doing, setDoing] = useState<Doing>();
  const { remote, reload } = useRemote(
    (signal) => ask<List<Key>>("GET", "/v1/account/keys", { signal }),
    [],
    ["open"],
  );
  return (
    <section class="card">
      <div class="card-head">
        <h2>Your API keys</h2>
        <button type="button" class="primary" onClick={() => setDoing({ at: "making" })}>
          <Icon name="plus" />
          New key
        </button>
      </div>
      <p class="hint">
        Give each device and program a key of its own, so that you can end one without the others.
      </p>
      {remote.at === "loading" && <Loading />}
      {remote.at === "failed" && <ErrorNote error={remote.error} onRetry={reload} />}
      {remote.at === "here" && <KeyList keys={remote.value.data} onDo={setDoing} />}
      {doing !== undefined && (
        <DoingDialog doing={doing} onChanged={reload} onClose={() => setDoing(undefined)} />
      )}
    </section>
  );
}

type KeyListProps = { readonly keys: readonly Key[]; readonly onDo: (doing: Doing) => void };

function KeyList({ keys, onDo }: KeyListProps) {
  const { key: current } = useSession();
  return (
    <>
      <ul class="keys">
        {workingKeys(keys).map((key) => (
          <KeyRow key={key.id} entry={key} isCurrent={key.id === current.id}>
            <button
              type="button"
              class="quiet"
              aria-label={`Rename ${keyName(key)}`}
              onClick={() => onDo({ at: "renaming", key })}
            >
              Rename
            </button>
            <button
              type="button"
              class="quiet danger"
              aria-label={`Revoke ${keyName(key)}`}
              onClick={() => onDo({ at: "revoking", key })}
            >
              Revoke
            </button>
          </KeyRow>
        ))}
      </ul>
      <EndedKeys keys={keys} />
    </>
  );
}

type DoingDialogProps = {
  readonly doing: Doing;
  readonly onChanged: () => void;
  readonly onClose: () => void;
};

function DoingDialog({ doing, onChanged, onClose }: DoingDialogProps) {
  if (doing.at === "making") return <NewOwnKeyDialog onMade={onChanged} onClose={onClose} />;
  const props = { entry: doing.key, onChanged, onClose };
  return doing.at === "renaming" ? <RenameKeyDialog {...props} /> : <RevokeDialog {...props} />;
}

type RevokeDialogProps = {
  readonly entry: Key;
  readonly onChanged: () => void;
  readonly onClose: () => void;
};

function RevokeDialog({ entry, onChanged, onClose }: RevokeDialogProps) {
  const { key: current } = useSession();
  const [error, setError] = useState<ApiError>();
  const revoke = (): void => {
    ask("DELETE", `/v1/account/keys/${encodeURIComponent(entry.id)}`).then(
      () => {
        onChanged();
        onClose();
      },
      (thrown: unknown) => setError(asApiError(thrown)),
    );
  };
  return (
    <Confirm
      title={`Revoke ${keyName(entry)}?`}
      action="Revoke"
      onConfirm={revoke}
      onClose={onClose}
    >
      Whatever uses it stops working at once, and keys that were made with it end, too.
      {entry.id === current.id && " You are signed in with this key: you will be signed out."}
      {error !== undefined && <ErrorNote error={error} />}
    </Confirm>
  );
}
