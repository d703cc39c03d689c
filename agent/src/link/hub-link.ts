import type { AgentStream } from "@club/shared/mux/agent-stream.ts";
import type { Telemetry } from "@club/shared/mux/mux-endpoint.ts";
import { unreachable } from "@club/shared/unreachable.ts";
import { asFailure, type Failure } from "@club/shared/wire/failures.ts";
import { closeCodes, limits } from "@club/shared/wire/limits.ts";
import type { ServiceDeclaration } from "@club/shared/wire/messages.ts";
import { atMost } from "../at-most.ts";
import { agentLimits } from "../limits.ts";
import { type ConnectionEvent, connect } from "./connect.ts";
import type { LinkPhase } from "./link-phase.ts";
import { Redial } from "./redial.ts";
import { Session } from "./session.ts";
import { waitFor } from "./wait-for.ts";

export type HubLinkOptions = {
  readonly hub: URL;
  readonly name: string;
  readonly version: string;
  /** Chosen at random for each process. */
  readonly instance: string;
  /** Called for each socket, so that a new token is taken up. */
  readonly readToken: () => Promise<string>;
  /** Resolves when the token may be another one, or the signal fires. */
  readonly tokenChanged: (signal: AbortSignal) => Promise<void>;
  /** Whether the first dial's failure ends it, whatever it is. */
  readonly once: boolean;
  readonly services: readonly ServiceDeclaration[];
  readonly telemetry: Telemetry;
  readonly random: () => number;
  /** A monotonic clock. */
  readonly now: () => number;
};

export interface HubLinkListener {
  /** A request came: as `AgentEndpointListener.opened`. */
  opened(stream: AgentStream): void;
  changed(phase: LinkPhase): void;
  /** A reference recording is no longer to be kept; without a hash: none is. */
  forgetPrompt(hash?: string): void;
  /** A fault of this side ended a socket. Must not throw. */
  faulted(thrown: unknown): void;
}

/**
 * The agent's connection to its hub: one loop over what happens to it. It dials, dials again for ever,
 * resumes, and moves to another session when the hub drains.
 */
export class HubLink {
  readonly #options: HubLinkOptions;
  readonly #listener: HubLinkListener;
  readonly #redial: Redial;
  /** The current one, and those that finish on a draining hub. */
  readonly #sessions = new Set<Session>();
  /** Sockets that are not closed yet. */
  readonly #sockets = new Set<Promise<unknown>>();
  /** Resolves when the latest one is. */
  #closed: Promise<unknown> = Promise.resolve();
  readonly #stop = new AbortController();
  #services: readonly ServiceDeclaration[];
  #session: Session;
  #epoch = 0;
  #phase: LinkPhase = { at: "dialling" };
  #hurry = new AbortController();
  #isDraining = false;

  constructor(options: HubLinkOptions, listener: HubLinkListener) {
    this.#options = options;
    this.#listener = listener;
    this.#services = options.services;
    this.#redial = new Redial(options.once, options.random);
    this.#session = this.#begin();
  }

  get phase(): LinkPhase {
    return this.#phase;
  }

  /** Failures in a row. */
  get attempts(): number {
    return this.#redial.attempts;
  }

  get roundTripMs(): number | undefined {
    return this.#session.roundTripMs;
  }

  /** Whether the hub has been silent for so long that the connection may be dead. */
  get isSuspect(): boolean {
    return this.#session.suspect(this.#options.now());
  }

  /**
   * Runs until `drain` or `close` is done. Throws a Failure only before the first welcome: a terminal
   * one (`isTerminal`), or any when `once` is set.
   */
  async run(): Promise<void> {
    const { signal } = this.#stop;
    try {
      while (!signal.aborted) {
        const event = await this.#connect(signal);
        if (signal.aborted) break;
        if (event.at === "lost") await this.#rest(event.failure, signal);
        else if (event.at === "moved") this.#move(event.graceMs);
        else unreachable(event);
      }
    } finally {
      this.close();
      await atMost(agentLimits.closeMs, Promise.all(this.#sockets));
      this.#enter({ at: "stopped" });
    }
  }

  /** Throws BAD_INPUT where the hub would not take them; what was declared before then stands. */
  declare(services: readonly ServiceDeclaration[]): void {
    this.#session.declare(services);
    this.#services = services;
  }

  /** Dials now instead of waiting any longer: something has changed. */
  hurry(): void {
    this.#hurry.abort();
  }

  /** Takes nothing new; `run` returns when what is in flight is done. */
  drain(): void {
    this.#isDraining = true;
    const sessions = [...this.#sessions];
    for (const session of sessions) session.drain(limits.drainGraceMs);
    void Promise.all(sessions.map(({ drained }) => drained)).then(() => this.close());
  }

  /** Ends everything at once: streams are lost. */
  close(): void {
    this.#stop.abort();
    for (const session of this.#sessions) session.end(closeCodes.done, "");
  }

  /** Dials, and returns when the socket takes no new work any more. */
  async #connect(signal: AbortSignal): Promise<ConnectionEvent> {
    this.#enter({ at: "dialling" });
    try {
      const { hub, name, version, readToken, now } = this.#options;
      const isResuming = this.#session.streams > 0;
      this.#epoch += 1;
      const { event, closed } = await connect(this.#session, {
        hub,
        name,
        token: await readToken(),
        userAgent: `club-agent/${version}`,
        handshakeMs: isResuming ? agentLimits.resumeHandshakeMs : limits.handshakeMs,
        epoch: this.#epoch,
        now,
        signal,
      });
      this.#closed = closed;
      this.#sockets.add(closed);
      void closed.then(() => this.#sockets.delete(closed));
      return await event;
    } catch (thrown) {
      return { at: "lost", failure: asFailure(thrown) };
    }
  }

  /** A new session takes new work; the old hub's requests finish on its socket. */
  #move(graceMs: number): void {
    const old = this.#session;
    this.#session = this.#begin();
    void atMost(graceMs, this.#closed).then(() => {
      old.end(closeCodes.done, "");
      this.#sessions.delete(old);
    });
  }

  /** Waits as long as the failure asks for. Throws it when that is for ever. */
  async #rest(failure: Failure, signal: AbortSignal): Promise<void> {
    const nowMs = this.#options.now();
    const plan = this.#redial.plan(failure, nowMs, this.#session.streams > 0);
    if (plan.next === "give-up") throw failure;
    const waitMs = plan.next === "hold" ? agentLimits.refusedRetryMs : plan.waitMs;
    if (plan.next === "hold") this.#enter({ at: "refused", failure });
    else this.#enter({ at: "waiting", untilMs: nowMs + waitMs, failure });
    const mended = plan.next === "hold" ? [this.#options.tokenChanged] : [];
    this.#hurry = new AbortController();
    await waitFor(waitMs, mended, AbortSignal.any([signal, this.#hurry.signal]));
  }

  #begin(): Session {
    const { instance, name, version, random, telemetry } = this.#options;
    const session: Session = new Session(
      { instance, name, version, services: this.#services, random, telemetry },
      {
        welcomed: (_, isResumed) => {
          // What a new session's hub has asked to forget before is not known.
          if (!isResumed) this.#listener.forgetPrompt();
          this.#welcomed(session);
        },
        forget: (hash) => this.#listener.forgetPrompt(hash),
        opened: (stream) => this.#listener.opened(stream),
        draining: (drain) => {
          if (!this.#isDraining) session.onHubDrain(drain);
        },
        faulted: (thrown) => this.#listener.faulted(thrown),
      },
    );
    this.#sessions.add(session);
    return session;
  }

  #welcomed(session: Session): void {
    const sinceMs = this.#options.now();
    this.#redial.welcomed(sinceMs);
    if (session === this.#session) this.#enter({ at: "up", sinceMs });
  }

  #enter(phase: LinkPhase): void {
    this.#phase = phase;
    this.#listener.changed(phase);
  }
}
