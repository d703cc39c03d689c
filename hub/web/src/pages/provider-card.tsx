import { useState } from "preact/hooks";
import type { Provider } from "../api/bodies.ts";
import { type ApiError, ask } from "../api/client.ts";
import { asApiError } from "../api/use-remote.ts";
import { Fact } from "../components/fact.tsx";
import { Icon } from "../components/icon.tsx";
import { ErrorNote } from "../components/note.tsx";
import { ago, latency } from "../text/format.ts";
import { machinePath } from "./machine-path.ts";
import { ServiceRow } from "./service-row.tsx";

type ProviderCardProps = { readonly provider: Provider; readonly onChanged: () => void };

/** One machine that is connected: how it is, what it serves, and its switch. */
export function ProviderCard({ provider, onChanged }: ProviderCardProps) {
  const { name, owner, state, paused, version } = provider;
  const { connected_since: since, rtt_ms: roundTrip } = provider;
  const [error, setError] = useState<ApiError>();
  const setPaused = (wanted: boolean): void => {
    setError(undefined);
    ask("PATCH", machinePath(owner, name), { body: { paused: wanted } }).then(
      onChanged,
      (thrown: unknown) => setError(asApiError(thrown)),
    );
  };
  return (
    <li class="card provider">
      <div class="card-head">
        <h2>
          {name} <small>of {owner}</small>
        </h2>
        <State provider={provider} />
        <button
          type="button"
          class="quiet"
          aria-label={`${paused ? "Resume" : "Pause"} ${name}`}
          onClick={() => setPaused(!paused)}
        >
          <Icon name={paused ? "play" : "pause"} />
          {paused ? "Resume" : "Pause"}
        </button>
      </div>
      {error !== undefined && <ErrorNote error={error} />}
      {paused && <p class="hint">{drainWords(provider)}</p>}
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

function State({ provider: { state, paused } }: { readonly provider: Provider }) {
  if (state === "reconnecting") return <span class="status running">Reconnecting</span>;
  if (paused) return <span class="status cancelled">Paused</span>;
  return <span class="status completed">Online</span>;
}

function drainWords({ services }: Provider): string {
  const busy = services.reduce((sum, service) => sum + service.busy, 0);
  if (busy === 0) return "It gets no requests until you resume it. It can be switched off.";
  return `It gets no new requests, and is finishing ${busy === 1 ? "one" : busy}.`;
}
