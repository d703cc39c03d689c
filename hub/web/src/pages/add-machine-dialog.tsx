import { useEffect, useState } from "preact/hooks";
import type { Invitation, List, NewInvitation, Provider } from "../api/bodies.ts";
import { ask } from "../api/client.ts";
import { useRemote } from "../api/use-remote.ts";
import { CodeBlock } from "../components/code-block.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Select } from "../components/field.tsx";
import { ErrorNote, Loading, Note } from "../components/note.tsx";
import { useSession } from "../shell/session-context.ts";
import { joinCommand, type MachineKind, machineKinds, usualKind } from "../text/join-command.ts";

/** One command that makes a machine share, and what has become of it. */
export function AddMachineDialog({ onClose }: { readonly onClose: () => void }) {
  const { remote, reload } = useRemote(
    () => ask<NewInvitation>("POST", "/v1/invitations", { body: { for: "machine" } }),
    [],
  );
  return (
    <Dialog title="Add a machine" onClose={onClose} isWide>
      {remote.at === "loading" && <Loading />}
      {remote.at === "failed" && <ErrorNote error={remote.error} onRetry={reload} />}
      {remote.at === "here" && <Command invitation={remote.value} />}
      <div class="dialog-actions">
        <button type="button" class="primary" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  );
}

function Command({ invitation }: { readonly invitation: NewInvitation }) {
  const { hub } = useSession();
  const kinds = machineKinds.filter(([kind]) => hub.installs || kind === "installed");
  const [kind, setKind] = useState<MachineKind>(hub.installs ? usualKind() : "installed");
  return (
    <>
      {kinds.length > 1 && (
        <Select
          label="On"
          value={kind}
          options={kinds}
          onChange={(chosen) => setKind(chosen as MachineKind)}
        />
      )}
      <p>
        Run this on the machine that is to speak. It{" "}
        {kind === "installed" ? "" : "installs the agent, "}signs in, finds the speech servers
        there, and keeps them shared after a restart:
      </p>
      <CodeBlock label="Command" wraps text={joinCommand(location, kind, invitation.code)} />
      <p class="hint">
        The code in it works once, within half an hour, and gives the machine a key of yours that
        may share and nothing else.
      </p>
      <Progress id={invitation.id} />
    </>
  );
}

/** Waits for the code to be used, then for the machine to connect. */
function Progress({ id }: { readonly id: string }) {
  const { remote, reload } = useRemote(
    (signal) => ask<Invitation>("GET", `/v1/invitations/${id}`, { signal }),
    [id],
    ["open", "providers"],
  );
  const used = remote.at === "here" ? remote.value.used : null;
  useEffect(() => {
    if (used !== null) return undefined;
    const timer = setInterval(reload, lookMs);
    return () => clearInterval(timer);
  }, [used, reload]);
  if (remote.at === "failed") return <ErrorNote error={remote.error} />;
  if (remote.at === "loading") return null;
  if (used === null) {
    return (
      <p class="hint" role="status">
        Waiting for the machine…
      </p>
    );
  }
  return <Arrival name={remote.value.used_as ?? "The machine"} since={used} />;
}

function Arrival({ name, since }: { readonly name: string; readonly since: number }) {
  const { user } = useSession();
  const { remote } = useRemote(
    (signal) => ask<List<Provider>>("GET", "/v1/providers", { signal }),
    [],
    ["open", "providers"],
  );
  const providers = remote.at === "here" ? remote.value.data : [];
  const arrived = providers.find(
    ({ owner, connected_since }) => owner === user && connected_since >= since - clockSlackSeconds,
  );
  if (arrived === undefined) {
    return (
      <Note kind="good" isNew>
        <strong>{name}</strong> has signed in. It looks for speech servers and lets each say a
        sentence…
      </Note>
    );
  }
  const models = arrived.services.map(({ model }) => model).join(", ");
  return (
    <Note kind="good" isNew>
      <strong>{arrived.name}</strong> is here{models === "" ? "." : ` and speaks: ${models}.`}
    </Note>
  );
}

/** Somebody looks at it: soon enough to seem at once. */
const lookMs = 2_000;

/** Both times are the hub's, in whole seconds. */
const clockSlackSeconds = 2;
