import { useState } from "preact/hooks";
import type { Club, List, Provider, Session } from "../api/bodies.ts";
import { ask } from "../api/client.ts";
import { useRemote } from "../api/use-remote.ts";
import { Icon } from "../components/icon.tsx";
import { Empty, ErrorNote, Loading } from "../components/note.tsx";
import { Page } from "../components/page.tsx";
import { Total } from "../components/total.tsx";
import { Link } from "../shell/router.tsx";
import { hasScope, useSession } from "../shell/session-context.ts";
import { AddMachineDialog } from "./add-machine-dialog.tsx";
import { AwayMachines } from "./away-machines.tsx";
import { ProviderCard } from "./provider-card.tsx";
import { Spoken } from "./spoken.tsx";
import { number } from "../text/format.ts";

/** The machines that speak: one's own, all of them for the operator, as they are now. */
export function ProvidersPage() {
  const session = useSession();
  const mayProvide = hasScope(session, "provider", "admin");
  const mayAdd = mayProvide && hasScope(session, "consumer", "admin");
  const [isAdding, setAdding] = useState(false);
  return (
    <Page
      title="Providers"
      intro={introFor(session)}
      actions={
        mayAdd && (
          <button type="button" class="primary" onClick={() => setAdding(true)}>
            <Icon name="plus" />
            Add a machine
          </button>
        )
      }
    >
      {isAdding && <AddMachineDialog onClose={() => setAdding(false)} />}
      {hasScope(session, "consumer") && <ClubNow />}
      {mayProvide && <Attached />}
      {mayProvide && <AwayMachines />}
      {mayProvide && <Spoken />}
      <Join mayProvide={mayProvide} />
    </Page>
  );
}

function introFor(session: Session): string {
  if (hasScope(session, "admin")) return "Every machine that speaks for this hub, as it is now.";
  if (hasScope(session, "provider"))
    return "Your machines that speak for this hub, as they are now.";
  return "Machines that members share speak for this hub. One of them can be yours.";
}

/** How much the club can do now, without saying whose machines they are. */
function ClubNow() {
  const { remote } = useRemote(
    (signal) => ask<Club>("GET", "/v1/club", { signal }),
    [],
    ["open", "club"],
  );
  if (remote.at !== "here" || remote.value.machines === 0) return null;
  const { machines, slots, busy } = remote.value;
  return (
    <dl class="totals">
      <Total
        name={machines === 1 ? "Machine online" : "Machines online"}
        value={number(machines)}
      />
      <Total name="Speaking now" value={number(busy)} />
      <Total name="Free" value={`${number(Math.max(0, slots - busy))} of ${number(slots)}`} />
    </dl>
  );
}

function Attached() {
  const { remote, reload } = useRemote(
    (signal) => ask<List<Provider>>("GET", "/v1/providers", { signal }),
    [],
    ["open", "providers"],
  );
  if (remote.at === "loading") return <Loading />;
  if (remote.at === "failed") return <ErrorNote error={remote.error} onRetry={reload} />;
  if (remote.value.data.length === 0) {
    return (
      <Empty title="No machine is connected">
        <p>Add the machine that your speech server runs on. It appears here within a second.</p>
      </Empty>
    );
  }
  return (
    <ul class="providers">
      {remote.value.data.map((provider) => (
        <ProviderCard key={provider.id} provider={provider} onChanged={reload} />
      ))}
    </ul>
  );
}

function Join({ mayProvide }: { readonly mayProvide: boolean }) {
  return (
    <section class="card join">
      <h2>Share a machine</h2>
      {!mayProvide && (
        <p class="note warn">
          <Icon name="warning" />
          <span>
            Your key speaks, but may not share. Ask this hub’s operator for one with the scope{" "}
            <code>provider</code>, or for a yes to your agent’s code.
          </span>
        </p>
      )}
      <p>
        <strong>Add a machine</strong> gives you one command to run beside your speech server. Where
        you cannot open this page, <code>club-agent login --device --hub {location.origin}</code>{" "}
        shows a short code there, to confirm <Link href="/activate">here</Link>.
      </p>
      <p class="hint">
        The agent dials out: no port is opened at your home. You say who may use what you share, how
        much at once, and when.
      </p>
    </section>
  );
}
