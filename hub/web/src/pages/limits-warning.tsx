import { Note } from "../components/note.tsx";
import { Link } from "../shell/router.tsx";
import { useSession } from "../shell/session-context.ts";
import { duration, moment } from "../text/format.ts";
import { isShort, nextDay, nextMonth, type UsedAudio, useUsedAudio } from "./used-audio.ts";

/** Says before the last fifth of a limit is used up what is left, and when it begins anew. */
export function LimitsWarning() {
  const { key_limits: key, user_limits: user } = useSession();
  const used = useUsedAudio();
  if (used.at !== "here" || used.value === undefined) return null;
  const { day, month }: UsedAudio = used.value;
  const limits = [
    { limit: user.audio_seconds_per_day, used: day.user, when: "today", resets: nextDay() },
    { limit: key.audio_seconds_per_day, used: day.key, when: "today", resets: nextDay() },
    { limit: user.audio_seconds_per_month, used: month.user, when: monthly, resets: nextMonth() },
    { limit: key.audio_seconds_per_month, used: month.key, when: monthly, resets: nextMonth() },
  ];
  const [tightest] = limits
    .flatMap(({ limit, ...rest }) => (limit === null ? [] : [{ limit, ...rest }]))
    .filter((one) => isShort(one.limit, one.used))
    .sort((a, b) => a.limit - a.used - (b.limit - b.used));
  if (tightest === undefined) return null;
  const left = Math.max(0, tightest.limit - tightest.used);
  return (
    <Note kind="warn">
      <strong>{left === 0 ? "Nothing" : duration(left)} left</strong> of {duration(tightest.limit)}{" "}
      {tightest.when}. It resets {moment(tightest.resets)}. <Link href="/account">See limits</Link>
    </Note>
  );
}

const monthly = "this month";
