/** A request of a user that began or ended. */
export type SpeechNews = { readonly id: string; readonly at: "began" | "ended" };

/** Tells whoever watches a user's requests what happens to them, as it happens. */
export class Activity {
  readonly #watchers = new Map<string, Set<(news: SpeechNews) => void>>();

  tell(userId: string, news: SpeechNews): void {
    for (const watcher of this.#watchers.get(userId) ?? []) watcher(news);
  }

  /** Returns how to stop watching. */
  watch(userId: string, watcher: (news: SpeechNews) => void): () => void {
    const watchers = this.#watchers.get(userId) ?? new Set();
    this.#watchers.set(userId, watchers.add(watcher));
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0) this.#watchers.delete(userId);
    };
  }
}
