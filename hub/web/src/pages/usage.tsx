import { useState } from "preact/hooks";
import type { Usage } from "../api/bodies.ts";
import { ask } from "../api/client.ts";
import { useRemote } from "../api/use-remote.ts";
import { DayPlot } from "../components/day-plot.tsx";
import { Icon } from "../components/icon.tsx";
import { Empty, ErrorNote, Loading } from "../components/note.tsx";
import { Page } from "../components/page.tsx";
import { Total } from "../components/total.tsx";
import { Link } from "../shell/router.tsx";
import { dayBefore, utcDay } from "../text/days.ts";
import { duration, number, requests as requestWords } from "../text/format.ts";
import { LimitsLeft } from "./limits-left.tsx";
import { useKeyNames } from "./use-key-names.ts";

type UsageOf = { readonly day: Usage; readonly model: Usage; readonly key: Usage };

/** How much was spoken for the user: by day, model and key, and what is left. */
export function UsagePage() {
  const [days, setDays] = useState<number>(30);
  const from = dayBefore(utcDay(), days - 1);
  const { remote, reload } = useRemote(
    async (signal): Promise<UsageOf> => {
      const by = (group: keyof UsageOf): Promise<Usage> =>
        ask("GET", `/v1/usage?group_by=${group}&from=${from}`, { signal });
      const [day, model, key] = await Promise.all([by("day"), by("model"), by("key")]);
      return { day, model, key };
    },
    [from],
    ["open", "usage"],
  );
  return (
    <Page
      title="Usage"
      intro="What was spoken for you. Days begin at midnight UTC."
      actions={<Range days={days} onChange={setDays} />}
    >
      <LimitsLeft />
      {remote.at === "loading" && <Loading />}
      {remote.at === "failed" && <ErrorNote error={remote.error} onRetry={reload} />}
      {remote.at === "here" && <Figures usage={remote.value} from={from} days={days} />}
    </Page>
  );
}

const ranges = [7, 30, 90] as const;

function Range({
  days,
  onChange,
}: {
  readonly days: number;
  readonly onChange: (days: number) => void;
}) {
  return (
    <div class="tabs" role="group" aria-label="How far back">
      {ranges.map((range) => (
        <button
          key={range}
          type="button"
          aria-pressed={range === days}
          onClick={() => onChange(range)}
        >
          {range} days
        </button>
      ))}
    </div>
  );
}

type FiguresProps = { readonly usage: UsageOf; readonly from: string; readonly days: number };

function Figures({ usage, from, days }: FiguresProps) {
  const keyNames = useKeyNames();
  const { requests, characters, audio_seconds: seconds } = usage.day.total;
  if (requests === 0) {
    return (
      <Empty title="Nothing in these days">
        <p>
          Each request counts with the seconds of audio that it gave, even if you delete it later.
        </p>
        <Link href="/" class="button primary">
          Say something
        </Link>
      </Empty>
    );
  }
  return (
    <>
      <dl class="totals">
        <Total name="Audio" value={duration(seconds)} />
        <Total name="Requests" value={number(requests)} />
        <Total name="Characters" value={number(characters)} />
      </dl>
      <section class="card">
        <div class="card-head">
          <h2>Audio by day</h2>
          <a class="button quiet" href={csvOf(usage.day)} download={`usage-from-${from}.csv`}>
            <Icon name="download" />
            CSV
          </a>
        </div>
        <DayPlot from={from} days={days} groups={usage.day.data} />
      </section>
      <div class="pair">
        <Shares title="By model" usage={usage.model} nameOf={(group) => group} />
        <Shares title="By key" usage={usage.key} nameOf={(group) => keyNames.get(group) ?? group} />
      </div>
    </>
  );
}

/** The figures of each day for a spreadsheet. */
function csvOf({ data }: Usage): string {
  const rows = data.map((day) =>
    [day.group, day.requests, day.characters, day.audio_seconds].join(","),
  );
  const text = ["day,requests,characters,audio_seconds", ...rows].join("\n");
  return `data:text/csv;charset=utf-8,${encodeURIComponent(`${text}\n`)}`;
}

type SharesProps = {
  readonly title: string;
  readonly usage: Usage;
  readonly nameOf: (group: string) => string;
};

function Shares({ title, usage, nameOf }: SharesProps) {
  // What gave no audio is no bar: its name may be one that a request has made up.
  const groups = usage.data.filter((group) => group.audio_seconds > 0);
  groups.sort((a, b) => b.audio_seconds - a.audio_seconds);
  const most = groups[0]?.audio_seconds ?? 0;
  const silent = usage.data.filter((group) => group.audio_seconds === 0);
  const silentRequests = silent.reduce((sum, { requests }) => sum + requests, 0);
  return (
    <section class="card shares">
      <h2>{title}</h2>
      <ul>
        {groups.map(({ group, audio_seconds: seconds, requests }) => (
          <li key={group}>
            <span class="share-name" dir="auto">
              {nameOf(group)}
            </span>
            <span class="num">
              {duration(seconds)} <small>{requestWords(requests)}</small>
            </span>
            <span class="bar" aria-hidden="true">
              <span style={{ width: `${most === 0 ? 0 : (seconds / most) * 100}%` }} />
            </span>
          </li>
        ))}
      </ul>
      {silentRequests > 0 && (
        <p class="hint">Not shown: {requestWords(silentRequests)} without audio.</p>
      )}
    </section>
  );
}
