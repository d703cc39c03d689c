/** What the hub tells of by itself (`GET /v1/events`); `open`: the line is new, anything may have changed. */
export type NewsName = "open" | "history" | "usage" | "models" | "providers" | "club";

/** `lost`: it is being tried again. A window that is hidden does not listen, and has lost nothing. */
export type LineState = "connecting" | "open" | "lost" | "hidden";

type Listener = (data: unknown) => void;

/** Listens to the hub while the window can be seen: browsers have few connections to give away. */
export class News {
  readonly #listeners = new Map<NewsName, Set<Listener>>();
  readonly #stateListeners = new Set<(state: LineState) => void>();
  #state: LineState = "connecting";
  #source: EventSource | undefined;

  get state(): LineState {
    return this.#state;
  }

  /** Begins; `onRefused`: the hub answers, but not with its news. Returns how to stop. */
  start(onRefused: () => void): () => void {
    const follow = (): void => {
      if (document.visibilityState === "visible") this.#open(onRefused);
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

  /** Calls `listener` whenever the state changes. Returns how to stop. */
  onState(listener: (state: LineState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => void this.#stateListeners.delete(listener);
  }

  #open(onRefused: () => void): void {
    if (this.#source !== undefined) return;
    const source = new EventSource("/v1/events");
    this.#source = source;
    this.#become(this.#state === "lost" ? "lost" : "connecting");
    source.addEventListener("open", () => {
      this.#become("open");
      this.#tell("open", undefined);
    });
    for (const name of told) {
      source.addEventListener(name, ({ data }: MessageEvent<string>) =>
        this.#tell(name, JSON.parse(data)),
      );
    }
    source.addEventListener("error", () => {
      this.#become("lost");
      // It tries again by itself, unless the hub refused it.
      if (source.readyState !== EventSource.CLOSED) return;
      onRefused();
      this.#openLater(source, onRefused);
    });
  }

  #openLater(source: EventSource, onRefused: () => void): void {
    setTimeout(() => {
      if (this.#source !== source) return;
      this.#source = undefined;
      if (document.visibilityState === "visible") this.#open(onRefused);
    }, refusedWaitMs);
  }

  #close(): void {
    this.#source?.close();
    this.#source = undefined;
    this.#become("hidden");
  }

  #become(state: LineState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#stateListeners) listener(state);
  }

  #tell(name: NewsName, data: unknown): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(data);
  }
}

const told = ["history", "usage", "models", "providers", "club"] as const;

/** Refused is not cut off: the hub restarts, or has no more room; it need not be asked often. */
const refusedWaitMs = 5_000;
