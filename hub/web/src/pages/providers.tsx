import { useState } from "preact/hooks";
import type { List, Provider, ProviderUsage, Service, Session } from "../api/bodies.ts";
import { ask } from "../api/client.ts";
import { useRemote } from "../api/use-remote.ts";
import { Icon } from "../components/icon.tsx";
import { Empty, ErrorNote, Loading } from "../components/note.tsx";
import { Page } from "../components/page.tsx";
import { Fact } from "../components/fact.tsx";
import { Link } from "../shell/router.tsx";
import { hasScope, useSession } from "../shell/session-context.ts";
import { AddMachineDialog } from "./add-machine-dialog.tsx";
import { dayBefore, shortDayName, utcDay } from "../text/days.ts";
import { ago, duration, latency, number } from "../text/format.ts";

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
      {mayProvide && <Attached />}
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
        <ProviderCard key={provider.id} provider={provider} />
      ))}
    </ul>
  );
}

function ProviderCard({ provider }: { readonly provider: Provider }) {
  const { name, owner, state, version, connected_since: since, rtt_ms: roundTrip } = provider;
  return (
    <li class="card provider">
      <div class="card-head">
        <h2>
          {name} <small>of {owner}</small>
        </h2>
        <span class={state === "online" ? "status completed" : "status running"}>
          {state === "online" ? "Online" : "Reconnecting"}
        </span>
      </div>
      <div class="facts">
        <Fact name="Connected" value={ago(since)} />
        {roundTrip !== null && <Fact name="Round trip" value={latency(roundTrip)} />}
        <Fact name="Agent" value={version} />
      </div>
      <ul class="services">
        {provider.services.map((service) => (
          <ServiceRow key={service.model} service={service} isOnline={state === "online"} />
        ))}
      </ul>
    </li>
  );
}

function ServiceRow({
  service,
  isOnline,
}: {
  readonly service: Service;
  readonly isOnline: boolean;
}) {
  const why = whyIdle(service, isOnline);
  return (
    <li class="service">
      <div class="service-head">
        <h3>{service.model}</h3>
        <Load busy={service.busy} slots={service.slots} />
      </div>
      <div class="facts">
        <Fact name="For" value={accessWords(service)} />
        {service.friends.length > 0 && (
          <Fact name="Friends first" value={service.friends.join(", ")} />
        )}
        <Fact name="Voices" value={number(service.voices)} />
        <Fact name="Served" value={number(service.served)} />
        {service.failed > 0 && <Fact name="Failed" value={number(service.failed)} />}
        {service.first_audio_ms !== null && (
          <Fact name="First audio" value={latency(service.first_audio_ms)} />
        )}
      </div>
      {why !== undefined && (
        <p class="note warn">
          <Icon name="warning" />
          <span>{why}</span>
        </p>
      )}
      {service.last_error !== null && (
        <p class="last-error">
          <span>Last error:</span> {service.last_error}
        </p>
      )}
    </li>
  );
}

function Load({ busy, slots }: { readonly busy: number; readonly slots: number }) {
  return (
    <span class="load">
      <meter aria-label="Load" min={0} max={Math.max(1, slots)} value={Math.min(busy, slots)} />
      <span class="num">
        {busy} of {slots} busy
      </span>
    </span>
  );
}

/** Why no work comes to a service, where none does. */
function whyIdle(service: Service, isOnline: boolean): string | undefined {
  if (!isOnline)
    return "Its connection was lost. The agent comes back by itself; is the machine awake?";
  if (!service.ready) return service.reason ?? "Its speech server does not answer. Is it running?";
  if (service.set_aside) {
    return `It failed ${service.failures_in_a_row} times in a row, so requests go elsewhere for now. It is tried again by itself.`;
  }
  if (service.slots === 0) return "It offers no slot: it is paused, or outside of its hours.";
  return undefined;
}

function accessWords({ access }: Service): string {
  if (access === "members") return "every member";
  if (access === "private") return "its owner only";
  return access.join(", ");
}

const spokenDays = 30;

/** What the user's own machines spoke, by day; for whom, where the operator lets providers see it. */
function Spoken() {
  const from = dayBefore(utcDay(), spokenDays - 1);
  const { remote } = useRemote(
    (signal) => ask<List<ProviderUsage>>("GET", `/v1/providers/usage?from=${from}`, { signal }),
    [from],
    ["open", "providers"],
  );
  if (remote.at !== "here" || remote.value.data.length === 0) return null;
  const rows = remote.value.data;
  const saysWhom = rows.some(({ consumer }) => consumer !== undefined);
  return (
    <section class="card">
      <h2>What your machines have spoken</h2>
      <p class="hint">In the last {spokenDays} days, which begin at midnight UTC.</p>
      <div class="table-scroll" tabIndex={0} role="region" aria-label="Spoken, by day">
        <table>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Machine</th>
              {saysWhom && <th scope="col">For</th>}
              <th scope="col" class="num">
                Requests
              </th>
              <th scope="col" class="num">
                Audio
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.day}/${row.provider}/${row.model}/${row.consumer}`}>
                <td>{shortDayName(row.day)}</td>
                <td>
                  {row.provider} <small>{row.model}</small>
                </td>
                {saysWhom && <td>{row.consumer}</td>}
                <td class="num">{number(row.requests)}</td>
                <td class="num">{duration(row.audio_seconds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
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
