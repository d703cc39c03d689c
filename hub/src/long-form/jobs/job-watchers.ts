/** Who wants to hear when something about a job is different. */
export class JobWatchers {
  readonly #watchers = new Map<string, Set<() => void>>();

  /** Returns how to stop watching. */
  watch(id: string, watcher: () => void): () => void {
    const watchers = this.#watchers.get(id) ?? new Set();
    this.#watchers.set(id, watchers.add(watcher));
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.#watchers.get(id) === watchers) this.#watchers.delete(id);
    };
  }

  tell(id: string): void {
    for (const watcher of this.#watchers.get(id) ?? []) watcher();
  }
}
