import { encodeChecked } from "../wire/encode-checked.ts";
import { limits } from "../wire/limits.ts";
import type { ServiceDeclaration, Services } from "../wire/messages.ts";

/** What an agent declares, and when it may say so again: at most once a second, the newest wins. */
export class Declaration {
  #services: readonly ServiceDeclaration[];
  #saidMs = Number.NEGATIVE_INFINITY;
  #isNews = false;

  constructor(services: readonly ServiceDeclaration[]) {
    this.#services = services;
  }

  get services(): readonly ServiceDeclaration[] {
    return this.#services;
  }

  /** Throws BAD_INPUT, and changes nothing, where it is more than the hub will take. */
  change(services: readonly ServiceDeclaration[]): void {
    encodeChecked({ type: "SERVICES", services });
    this.#services = services;
    this.#isNews = true;
  }

  /** HELLO has said it. */
  said(nowMs: number): void {
    this.#saidMs = nowMs;
    this.#isNews = false;
  }

  /** SERVICES, when it is due. */
  take(nowMs: number): Services | undefined {
    if (nowMs < this.timerMs) return undefined;
    this.said(nowMs);
    return { type: "SERVICES", services: this.#services };
  }

  /** When it is due. */
  get timerMs(): number {
    return this.#isNews ? this.#saidMs + limits.servicesIntervalMs : Number.POSITIVE_INFINITY;
  }
}
