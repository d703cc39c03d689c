import type { List, ProviderUsage } from "../api/bodies.ts";
import { ask } from "../api/client.ts";
import { useRemote } from "../api/use-remote.ts";
import { DayPlot } from "../components/day-plot.tsx";
import { dayBefore, shortDayName, utcDay } from "../text/days.ts";
import { duration, number } from "../text/format.ts";

const spokenDays = 30;

/** What the user's own machines spoke, by day; for whom, where the operator lets providers see it. */
export function Spoken() {
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
      <DayPlot from={from} days={spokenDays} groups={byDay(rows)}>
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
      </DayPlot>
    </section>
  );
}

/** The sums of each day, oldest first. */
function byDay(rows: readonly ProviderUsage[]) {
  const days = Map.groupBy(rows, ({ day }) => day);
  const sums = [...days].map(([group, ofDay]) => ({
    group,
    characters: 0,
    requests: ofDay.reduce((sum, row) => sum + row.requests, 0),
    audio_seconds: ofDay.reduce((sum, row) => sum + row.audio_seconds, 0),
  }));
  return sums.sort((a, b) => (a.group < b.group ? -1 : 1));
}
