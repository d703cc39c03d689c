import { useState } from "preact/hooks";
import type { AwayMachine, List, Provider, User } from "../api/bodies.ts";
import { ask } from "../api/client.ts";
import { useRemote } from "../api/use-remote.ts";
import { Icon } from "../components/icon.tsx";
import { hasScope, useSession } from "../shell/session-context.ts";
import { AddMachineDialog } from "./add-machine-dialog.tsx";
import { InviteDialog } from "./invite-dialog.tsx";

type Steps = { readonly hasMachine: boolean; readonly hasFriend: boolean };

/** For the operator of a new hub: what is still to do. Nothing once the first machine and friend are there. */
export function FirstSteps() {
  const session = useSession();
  return hasScope(session, "admin") ? <Checklist /> : null;
}

function Checklist() {
  const [doing, setDoing] = useState<"machine" | "friend">();
  const { remote, reload } = useRemote(stepsNow, [], ["open", "providers"]);
  if (remote.at !== "here") return null;
  const { hasMachine, hasFriend } = remote.value;
  if (hasMachine && hasFriend && doing === undefined) return null;
  const close = (): void => {
    setDoing(undefined);
    reload();
  };
  return (
    <section class="card first-steps" aria-label="First steps">
      <h2>Get your club started</h2>
      <ol>
        <Step
          isDone={hasMachine}
          title="Add a machine"
          hint="Any computer that runs a speech server, or could run a small one."
          onDo={() => setDoing("machine")}
        />
        <Step
          isDone={hasFriend}
          title="Invite a friend"
          hint="A link lets one person in, with a key of their own."
          onDo={() => setDoing("friend")}
        />
      </ol>
      {doing === "machine" && <AddMachineDialog onClose={close} />}
      {doing === "friend" && <InviteDialog onClose={close} />}
    </section>
  );
}

type StepProps = {
  readonly isDone: boolean;
  readonly title: string;
  readonly hint: string;
  readonly onDo: () => void;
};

function Step({ isDone, title, hint, onDo }: StepProps) {
  return (
    <li class={isDone ? "step done" : "step"}>
      <span class="step-mark">{isDone && <Icon name="check" />}</span>
      <span>
        <strong>{title}</strong>
        {isDone ? <span class="visually-hidden"> (done)</span> : <small>{hint}</small>}
      </span>
      {!isDone && (
        <button type="button" aria-label={title} onClick={onDo}>
          {title.split(" ")[0]}
        </button>
      )}
    </li>
  );
}

async function stepsNow(signal: AbortSignal): Promise<Steps> {
  const [here, away, users] = await Promise.all([
    ask<List<Provider>>("GET", "/v1/providers", { signal }),
    ask<List<AwayMachine>>("GET", "/v1/machines", { signal }),
    ask<List<User>>("GET", "/v1/users", { signal }),
  ]);
  return {
    hasMachine: here.data.length + away.data.length > 0,
    hasFriend: users.data.length > 1,
  };
}
