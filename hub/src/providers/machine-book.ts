import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { MarkStore } from "../store/mark-store.ts";
import { maxKnownMachines } from "./limits.ts";
import type { Registry } from "./registry.ts";

export type MachineBookOptions = {
  readonly registry: Registry;
  readonly marks: MarkStore;
  readonly clock: Pick<Clock, "wallMs">;
  readonly log: Logger;
};

/** A machine that has been attached. */
export type KnownMachine = {
  readonly ownerId: string;
  readonly name: string;
  /** When it came or went last: wall clock, ms. */
  readonly seenMs: number;
};

/** What is remembered of machines while they are away: when they were last seen, and who is paused. */
export class MachineBook implements Disposable {
  readonly #options: MachineBookOptions;
  /** By `Provider.key`. */
  readonly #seenMs: Map<string, number>;
  #attached = new Set<string>();
  readonly #stopWatching: () => void;

  private constructor(options: MachineBookOptions, seenMs: Map<string, number>) {
    this.#options = options;
    this.#seenMs = seenMs;
    this.#stopWatching = options.registry.watch(() => this.#look());
  }

  /** Reads what is remembered, and pauses those that are to be. */
  static async open(options: MachineBookOptions): Promise<MachineBook> {
    const { marks, registry } = options;
    for (const [name] of await marks.list(pausedPrefix)) {
      registry.pause(name.slice(pausedPrefix.length), true);
    }
    const seen = [...(await marks.list(seenPrefix))].map(
      ([name, seenMs]) => [name.slice(seenPrefix.length), seenMs] as const,
    );
    return new MachineBook(options, new Map(seen));
  }

  /** Machines that are not attached, of one user or of all; those that left last come first. */
  away(ownerId?: string): readonly KnownMachine[] {
    return [...this.#seenMs]
      .filter(([key]) => !this.#attached.has(key))
      .map(([key, seenMs]) => ({ ...partsOf(key), seenMs }))
      .filter((machine) => ownerId === undefined || machine.ownerId === ownerId)
      .sort((a, b) => b.seenMs - a.seenMs);
  }

  /** Whether a machine is attached, or has been. */
  knows(key: string): boolean {
    return this.#seenMs.has(key);
  }

  /** Takes a machine out of service, or puts it back, also for when it returns. */
  async pause(key: string, isPaused: boolean): Promise<void> {
    const { marks, registry } = this.#options;
    if (isPaused) await marks.set(pausedPrefix + key, 1);
    else await marks.remove(pausedPrefix + key);
    registry.pause(key, isPaused);
  }

  /** Forgets a machine that is away. */
  async forget(key: string): Promise<void> {
    await this.pause(key, false);
    this.#seenMs.delete(key);
    await this.#options.marks.remove(seenPrefix + key);
  }

  [Symbol.dispose](): void {
    this.#stopWatching();
  }

  #look(): void {
    const attached = new Set(this.#options.registry.providers.map(({ key }) => key));
    for (const key of new Set([...attached, ...this.#attached])) {
      if (attached.has(key) !== this.#attached.has(key)) this.#note(key);
    }
    this.#attached = attached;
  }

  /** What cannot be kept is only remembered until the hub stops. */
  #note(key: string): void {
    const { marks, clock, log } = this.#options;
    const nowMs = clock.wallMs();
    this.#seenMs.delete(key);
    this.#seenMs.set(key, nowMs);
    const onFailed = (err: unknown): void => log.warn({ err }, "a machine's visit was not kept");
    marks.set(seenPrefix + key, nowMs).catch(onFailed);
    const [oldest] = this.#seenMs.keys();
    if (this.#seenMs.size > maxKnownMachines && oldest !== undefined) {
      this.#seenMs.delete(oldest);
      marks.remove(seenPrefix + oldest).catch(onFailed);
    }
  }
}

const seenPrefix = "machine-seen/";
const pausedPrefix = "machine-paused/";

/** A user's id has no slash. */
function partsOf(key: string): { readonly ownerId: string; readonly name: string } {
  const slash = key.indexOf("/");
  return { ownerId: key.slice(0, slash), name: key.slice(slash + 1) };
}
