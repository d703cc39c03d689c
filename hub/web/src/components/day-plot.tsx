import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { UsageSums } from "../api/bodies.ts";
import { dayName, daysFrom, shortDayName } from "../text/days.ts";
import { duration, number, requests } from "../text/format.ts";

type Group = UsageSums & { readonly group: string };

type DayPlotProps = {
  readonly from: string;
  readonly days: number;
  readonly groups: readonly Group[];
  /** A table that tells more than the usual one. */
  readonly children?: ComponentChildren;
};

/** Seconds of audio day by day, as bars; the same as a table for those who want figures. */
export function DayPlot({ from, days, groups, children }: DayPlotProps) {
  const [pointed, setPointed] = useState<string>();
  const byDay = new Map(groups.map((group) => [group.group, group]));
  const shown = daysFrom(from, days);
  const top = topOfScale(Math.max(...groups.map((group) => group.audio_seconds), 1));
  const current = pointed ?? shown.at(-1) ?? from;
  const labelled = Math.ceil(days / 3);
  return (
    <figure class="plot">
      <figcaption>
        <strong>{dayName(current)}</strong> {wordsFor(byDay.get(current))}
      </figcaption>
      <div class="plot-field" aria-hidden="true" onMouseLeave={() => setPointed(undefined)}>
        <div class="scale">
          <span>{duration(top)}</span>
          <span>{duration(top / 2)}</span>
          <span>0</span>
        </div>
        <div class="bars">
          {shown.map((day) => (
            <span
              key={day}
              class={day === current ? "day current" : "day"}
              onMouseEnter={() => setPointed(day)}
              onClick={() => setPointed(day)}
            >
              <span style={{ height: `${((byDay.get(day)?.audio_seconds ?? 0) / top) * 100}%` }} />
            </span>
          ))}
        </div>
        <div class="day-labels">
          {shown.map((day, at) => (
            <span key={day}>{(days - 1 - at) % labelled === 0 ? shortDayName(day) : ""}</span>
          ))}
        </div>
      </div>
      <details>
        <summary>As a table</summary>
        <div class="table-scroll" tabIndex={0} role="region" aria-label="Audio by day, as a table">
          {children ?? <DayTable groups={groups} />}
        </div>
      </details>
    </figure>
  );
}

function DayTable({ groups }: { readonly groups: readonly Group[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col" class="num">
            Audio
          </th>
          <th scope="col" class="num">
            Requests
          </th>
          <th scope="col" class="num">
            Characters
          </th>
        </tr>
      </thead>
      <tbody>
        {groups.toReversed().map((group) => (
          <tr key={group.group}>
            <td>{dayName(group.group)}</td>
            <td class="num">{duration(group.audio_seconds)}</td>
            <td class="num">{number(group.requests)}</td>
            <td class="num">{number(group.characters)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function wordsFor(sums: UsageSums | undefined): string {
  if (sums === undefined) return "nothing";
  return `${duration(sums.audio_seconds)} in ${requests(sums.requests)}`;
}

/** The next round length above. */
function topOfScale(seconds: number): number {
  const round = [2, 6, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200];
  const found = round.find((one) => one >= seconds);
  return found ?? Math.ceil(seconds / 7_200) * 7_200;
}
