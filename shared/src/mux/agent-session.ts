import { limits } from "../wire/limits.ts";
import type { Welcome } from "../wire/messages.ts";
import type { Link } from "./link.ts";

/** `resumableMs`: until when the session that was can be resumed; infinite where there was none. */
export type AgentSessionStatus =
  | {
      readonly at: "greeting";
      readonly link: Link;
      readonly untilMs: number;
      readonly resumableMs: number;
    }
  | { readonly at: "up"; readonly link: Link }
  | { readonly at: "down"; readonly resumableMs: number };

/** Which socket an agent's session has, and how long the session is kept for the next one. */
export class AgentSession {
  #status: AgentSessionStatus = { at: "down", resumableMs: never };
  #welcome: Welcome | undefined;

  get status(): AgentSessionStatus {
    return this.#status;
  }

  /** Of the session that goes on, or may be resumed. */
  get welcome(): Welcome | undefined {
    return this.#welcome;
  }

  /** A socket is open, and HELLO is said on it. */
  greet(link: Link, nowMs: number): void {
    const untilMs = nowMs + limits.helloMs;
    this.#status = { at: "greeting", link, untilMs, resumableMs: this.#resumableMs(nowMs) };
  }

  /** WELCOME has come on this link. */
  begin(link: Link, welcome: Welcome): void {
    this.#status = { at: "up", link };
    this.#welcome = welcome;
  }

  /** The socket is gone. */
  lose(nowMs: number): void {
    this.#status = { at: "down", resumableMs: this.#resumableMs(nowMs) };
  }

  /** The next socket begins a new session. */
  forget(): void {
    if (this.#status.at !== "up") this.#status = { ...this.#status, resumableMs: never };
    this.#welcome = undefined;
  }

  /** The window opens when a socket that was up is lost; sockets without WELCOME do not extend it. */
  #resumableMs(nowMs: number): number {
    if (this.#status.at !== "up") return this.#status.resumableMs;
    return nowMs + (this.#welcome?.resume.windowMs ?? 0);
  }
}

const never: number = Number.POSITIVE_INFINITY;
