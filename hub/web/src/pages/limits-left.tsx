import type { Limits, Usage } from "../api/bodies.ts";
import { ask } from "../api/client.ts";
import { useRemote } from "../api/use-remote.ts";
import { useSession } from "../shell/session-context.ts";
import { utcDay } from "../text/days.ts";
import { duration, moment, number } from "../text/format.ts";

type Used = { readonly user: number; readonly key: number };
type UsedAudio = { readonly day: Used; readonly month: Used };

/** The limits of the user and of this key, and what is left of them; nothing where there are none. */
export function LimitsLeft() {
  const { key, key_limits: keyLimits, user_limits: userLimits } = useSession();
  const isLimited = [...Object.values(keyLimits), ...Object.values(userLimits)].some(
    (limit) => limit !== null,
  );
  const { remote } = useRemote(
    (signal) => (isLimited ? usedAudio(key.id, signal) : Promise.resolve(undefined)),
    [key.id, isLimited],
    ["open", "usage"],
  );
  if (!isLimited) return null;
  const used = remote.at === "here" ? remote.value : undefined;
  return (
    <section class="card">
      <h2>Limits</h2>
      <ul class="limits">
        <LimitsOf whose="All your keys" limits={userLimits} of="user" used={used} />
        <LimitsOf whose="This key" limits={keyLimits} of="key" used={used} />
      </ul>
    </section>
  );
}

type LimitsOfProps = {
  readonly whose: string;
  readonly limits: Limits;
  readonly of: keyof Used;
  readonly used: UsedAudio | undefined;
};

function LimitsOf({ whose, limits, of, used }: LimitsOfProps) {
  const { audio_seconds_per_day: perDay, audio_seconds_per_month: perMonth } = limits;
  const { requests_per_minute: perMinute, concurrent } = limits;
  return (
    <>
      {perDay !== null && (
        <Left name={`${whose}, today`} limit={perDay} used={used?.day[of]} resets={nextDay()} />
      )}
      {perMonth !== null && (
        <Left
          name={`${whose}, this month`}
          limit={perMonth}
          used={used?.month[of]}
          resets={nextMonth()}
        />
      )}
      {perMinute !== null && (
        <li>
          <span>{whose}</span>
          <strong>{number(perMinute)} requests a minute</strong>
        </li>
      )}
      {concurrent !== null && (
        <li>
          <span>{whose}</span>
          <strong>{number(concurrent)} at once</strong>
        </li>
      )}
    </>
  );
}

type LeftProps = {
  readonly name: string;
  readonly limit: number;
  readonly used: number | undefined;
  /** When it begins anew, in Unix seconds. */
  readonly resets: number;
};

/** Whoever has used four fifths is warned. */
const shortShare = 0.2;

function Left({ name, limit, used, resets }: LeftProps) {
  const left = used === undefined ? undefined : Math.max(0, limit - used);
  const isShort = left !== undefined && left <= limit * shortShare;
  return (
    <li class={isShort ? "short" : undefined}>
      <span>{name}</span>
      <strong class="num">
        {left === undefined ? "…" : `${duration(left)} left`} <small>of {duration(limit)}</small>
      </strong>
      <small>
        {isShort && "Nearly used up. "}
        Resets {moment(resets)}
      </small>
      <meter aria-label={`${name}: used`} min={0} max={limit} value={Math.min(used ?? 0, limit)} />
    </li>
  );
}

/** The hub's days and months are UTC's. */
function nextDay(now: Date = new Date()): number {
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1) / 1000;
}

function nextMonth(now: Date = new Date()): number {
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1) / 1000;
}

async function usedAudio(keyId: string, signal: AbortSignal): Promise<UsedAudio> {
  const today = utcDay();
  const [day, month] = await Promise.all(
    [today, `${today.slice(0, 7)}-01`].map(async (from): Promise<Used> => {
      const path = `/v1/usage?group_by=key&from=${from}`;
      const { data, total } = await ask<Usage>("GET", path, { signal });
      const ofKey = data.find(({ group }) => group === keyId);
      return { user: total.audio_seconds, key: ofKey?.audio_seconds ?? 0 };
    }),
  );
  const none = { user: 0, key: 0 };
  return { day: day ?? none, month: month ?? none };
}
