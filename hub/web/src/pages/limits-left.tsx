import type { Limits } from "../api/bodies.ts";
import { useSession } from "../shell/session-context.ts";
import { duration, moment, number } from "../text/format.ts";
import {
  isShort,
  nextDay,
  nextMonth,
  type Used,
  type UsedAudio,
  useUsedAudio,
} from "./used-audio.ts";

/** The limits of the user and of this key, and what is left of them; nothing where there are none. */
export function LimitsLeft() {
  const { key_limits: keyLimits, user_limits: userLimits } = useSession();
  const isLimited = [...Object.values(keyLimits), ...Object.values(userLimits)].some(
    (limit) => limit !== null,
  );
  const remote = useUsedAudio();
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

function Left({ name, limit, used, resets }: LeftProps) {
  const left = used === undefined ? undefined : Math.max(0, limit - used);
  const isNearlyUsed = used !== undefined && isShort(limit, used);
  return (
    <li class={isNearlyUsed ? "short" : undefined}>
      <span>{name}</span>
      <strong class="num">
        {left === undefined ? "…" : `${duration(left)} left`} <small>of {duration(limit)}</small>
      </strong>
      <small>
        {isNearlyUsed && "Nearly used up. "}
        Resets {moment(resets)}
      </small>
      <meter aria-label={`${name}: used`} min={0} max={limit} value={Math.min(used ?? 0, limit)} />
    </li>
  );
}
