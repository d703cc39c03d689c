/** What the hub tells of by itself (`GET /v1/events`); `open`: the line is new, anything may have changed. */
export type NewsName = "open" | "history" | "usage" | "models" | "providers";

type Listener = (data: unknown) => void;

/** Listens to the hub while the window can be seen: browsers have few connections to give away. */
export class News {
  readonly #listeners = new Map<NewsName, Set<Listener>>();
  #source: EventSource | undefined;

  /** Begins; returns how to stop. */
  start(): () => void {
    const follow = (): void => {
      if (document.visibilityState === "visible") this.#open();
      else this.#close();
    };
    document.addEventListener("visibilitychange", follow);
    follow();
    return () => {
      document.removeEventListener("visibilitychange", follow);
      this.#close();
    };
  }

  /** Returns how to stop listening. */
  on(name: NewsName, listener: Listener): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  #open(): void {
    if (this.#source !== undefined) return;
    const source = new EventSource("/v1/events");
    this.#source = source;
    source.addEventListener("open", () => this.#tell("open", undefined));
    for (const name of told) {
      source.addEventListener(name, ({ data }: MessageEvent<string>) =>
        this.#tell(name, JSON.parse(data)),
      );
    }
    source.addEventListener("error", () => {
      // It tries again by itself, unless the hub refused it.
      if (source.readyState === EventSource.CLOSED) this.#openLater(source);
    });
  }

  #openLater(source: EventSource): void {
    setTimeout(() => {
      if (this.#source !== source) return;
      this.#source = undefined;
      if (document.visibilityState === "visible") this.#open();
    }, refusedWaitMs);
  }

  #close(): void {
    this.#source?.close();
    this.#source = undefined;
  }

  #tell(name: NewsName, data: unknown): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(data);
  }
}

const told = ["history", "usage", "models", "providers"] as const;

/** Refused is not cut off: the hub restarts, or has no more room; it need not be asked often. */
const refusedWaitMs = 5_000;
