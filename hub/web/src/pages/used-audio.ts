import type { Usage } from "../api/bodies.ts";
import { ask } from "../api/client.ts";
import { type Remote, useRemote } from "../api/use-remote.ts";
import { useSession } from "../shell/session-context.ts";
import { utcDay } from "../text/days.ts";

/** Seconds of audio of a user, and of that what one key had. */
export type Used = { readonly user: number; readonly key: number };
export type UsedAudio = { readonly day: Used; readonly month: Used };

/** Whoever has used four fifths is warned. */
const shortShare = 0.2;

export function isShort(limit: number, used: number): boolean {
  return limit - used <= limit * shortShare;
}

/** What was used of the limits, as it grows; undefined where there are none. */
export function useUsedAudio(): Remote<UsedAudio | undefined> {
  const { key, key_limits: keyLimits, user_limits: userLimits } = useSession();
  const isLimited = [keyLimits, userLimits].some(
    ({ audio_seconds_per_day: perDay, audio_seconds_per_month: perMonth }) =>
      perDay !== null || perMonth !== null,
  );
  const { remote } = useRemote(
    (signal) => (isLimited ? usedAudio(key.id, signal) : Promise.resolve(undefined)),
    [key.id, isLimited],
    ["open", "usage"],
  );
  return remote;
}

/** When the hub's day, or month, begins anew, in Unix seconds: they are UTC's. */
export function nextDay(now: Date = new Date()): number {
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1) / 1000;
}

export function nextMonth(now: Date = new Date()): number {
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
