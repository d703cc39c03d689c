/** What a page keeps in the browser under one name. Browsers that refuse to keep it lose nothing else. */
export type Remembered<T> = {
  readonly load: () => Partial<T>;
  readonly store: (value: Partial<T>) => void;
};

/** `storage` is asked each time: some browsers throw where it is switched off. */
export function remembered<T>(key: string, storage: () => Storage): Remembered<T> {
  return {
    load: () => {
      try {
        return JSON.parse(storage().getItem(key) ?? "{}") as Partial<T>;
      } catch {
        return {};
      }
    },
    store: (value) => {
      try {
        storage().setItem(key, JSON.stringify(value));
      } catch {
        // Full, or switched off.
      }
    },
  };
}

/** Forgets what another user of this browser has left. */
export function belongTo(user: string): void {
  const owner = remembered<{ readonly user: string }>("club-user", () => sessionStorage);
  const { user: before } = owner.load();
  if (before !== undefined && before !== user) forgetEverything();
  owner.store({ user });
}

/** Forgets what was written and chosen here, so that the next one to sign in does not find it. */
export function forgetEverything(): void {
  for (const storage of [sessionStorage, localStorage]) {
    for (const key of Object.keys(storage)) {
      if (key.startsWith("club-") && key !== "club-theme") storage.removeItem(key);
    }
  }
}
