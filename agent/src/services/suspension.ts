import type { Background } from "../background.ts";
import type { Service } from "./service.ts";

/** What is wanted of the engines that the agent starts on demand. */
export type SuspensionWish =
  | { readonly at: "none" }
  /** The owner wants their memory now: what they speak is broken off. */
  | { readonly at: "all"; readonly reason: string }
  /** There is too little memory to start one; those that run have theirs. */
  | { readonly at: "cold"; readonly reason: string };

/** Which engines are suspended. */
export class Suspension {
  wish: SuspensionWish = { at: "none" };
  readonly #background: Background;
  readonly #suspended = new Set<Service>();

  constructor(background: Background) {
    this.#background = background;
  }

  /** Suspends or resumes the service's engine, as is wished and as it is. */
  apply(service: Service): void {
    const { engine } = service;
    if (engine.suspend === undefined) return;
    const isSuspended = this.#suspended.has(service);
    const isCold = isSuspended || service.state.health.state === "cold";
    const { wish } = this;
    if (wish.at === "all" || (wish.at === "cold" && isCold)) {
      if (isSuspended) return;
      this.#suspended.add(service);
      this.#background.attempt(`stopping ${service.config.model}`, engine.suspend(wish.reason));
    } else if (isSuspended) {
      this.#suspended.delete(service);
      engine.resume?.();
    } else return;
    service.doubt();
  }
}
