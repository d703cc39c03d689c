import type { Service } from "../api/bodies.ts";
import { Fact } from "../components/fact.tsx";
import { Icon } from "../components/icon.tsx";
import { Sparkline } from "../components/sparkline.tsx";
import { ago, latency, number } from "../text/format.ts";

/** One service of a machine: who uses it now, how busy it was, and what it ended last. */
export function ServiceRow({
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
      {service.speaking.length > 0 && <Speaking speaking={service.speaking} />}
      <Trend service={service} />
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
      {service.recent.length > 0 && <Recent requests={service.recent} model={service.model} />}
    </li>
  );
}

function Speaking({ speaking }: Pick<Service, "speaking">) {
  return (
    <p class="speaking">
      <span class="pulse" aria-hidden="true" />
      Speaking now for{" "}
      {speaking.map(({ user, since }, at) => (
        <span key={`${since}/${at}`}>
          {at > 0 && ", "}
          <strong dir="auto">{user ?? "a member"}</strong>
        </span>
      ))}
    </p>
  );
}

/** Nothing is drawn of an hour in which nothing was asked for. */
function Trend({ service: { trend, slots } }: { readonly service: Service }) {
  if (trend.busy.every((share) => share === 0)) return null;
  const most = Math.max(0, ...trend.first_audio_ms.map((ms) => ms ?? 0));
  return (
    <div class="trends">
      <Sparkline
        label="Load in the last hour"
        values={trend.busy}
        top={Math.max(1, slots)}
        words={`at most ${Math.ceil((Math.max(...trend.busy) / Math.max(1, slots)) * 100)} %`}
      />
      {most > 0 && (
        <Sparkline
          label="First audio in the last hour"
          values={trend.first_audio_ms}
          top={most}
          words={`at most ${latency(most)}`}
        />
      )}
    </div>
  );
}

const outcomes = { completed: "Done", failed: "Failed", stopped: "Stopped" } as const;

function Recent({
  requests,
  model,
}: {
  readonly requests: Service["recent"];
  readonly model: string;
}) {
  return (
    <details>
      <summary>Recent requests</summary>
      <div
        class="table-scroll"
        tabIndex={0}
        role="region"
        aria-label={`Recent requests of ${model}`}
      >
        <table>
          <thead>
            <tr>
              <th scope="col">Started</th>
              <th scope="col">For</th>
              <th scope="col">Result</th>
              <th scope="col" class="num">
                First audio
              </th>
              <th scope="col" class="num">
                Took
              </th>
            </tr>
          </thead>
          <tbody>
            {requests.map((one, at) => (
              <tr key={`${one.started}/${at}`}>
                <td>{ago(one.started)}</td>
                <td dir="auto">{one.user ?? "a member"}</td>
                <td>{outcomes[one.outcome]}</td>
                <td class="num">
                  {one.first_audio_ms === null ? "–" : latency(one.first_audio_ms)}
                </td>
                <td class="num">{latency(one.took_ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
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
