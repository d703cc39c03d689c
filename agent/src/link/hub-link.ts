import { setTimeout as sleep } from "node:timers/promises";
import { Pump } from "@club/shared/channel/pump.ts";
import type { WsChannel } from "@club/shared/channel/ws-channel.ts";
import type { AgentStream } from "@club/shared/mux/agent-stream.ts";
import type { Telemetry } from "@club/shared/mux/mux-endpoint.ts";
import { asFailure, type Failure } from "@club/shared/wire/failures.ts";
import { closeCodes, limits } from "@club/shared/wire/limits.ts";
import type { Drain, ServiceDeclaration } from "@club/shared/wire/messages.ts";
import { atMost } from "../at-most.ts";
import { agentLimits } from "../limits.ts";
import { dial } from "./dial.ts";
import type { LinkPhase } from "./link-phase.ts";
import { Redial } from "./redial.ts";
import { closedSocket } from "./refusal.ts";
import { SessionEnd } from "./session-end.ts";
import { waitFor } from "./wait-for.ts";

export type HubLinkOptions = {
  readonly hub: URL;
  readonly name: string;
  readonly version: string;
  /** Chosen at random for each process. */
  readonly instance: string;
  /** ExpectedAudio anew for each socket, so that a new token is taken up. */
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
  /** A fault of this program has ended the session with the hub; for the log. */
  faulted(thrown: unknown): void;
}

/**
 * The agent's connection to its hub: dials, dials again for ever, resumes, and moves to another socket
 * when the hub drains. A `SessionEnd` lives over many sockets; a hub that drains keeps its own one.
 */
export class HubLink {
  readonly #options: HubLinkOptions;
  readonly #listener: HubLinkListener;
  readonly #redial: Redial;
  /** The current one, and those that finish on a draining hub. */
  readonly #ends = new Set<SessionEnd>();
  readonly #retiring = new Set<Promise<unknown>>();
  readonly #stop = new AbortController();
  #services: readonly ServiceDeclaration[];
  #end: SessionEnd;
  #epoch = 0;
  #phase: LinkPhase = { at: "dialling" };
  #move: PromiseWithResolvers<Drain> = Promise.withResolvers();
  #hurry = new AbortController();
  #isDraining = false;

  constructor(options: HubLinkOptions, listener: HubLinkListener) {
    this.#options = options;
    this.#listener = listener;
    this.#services = options.services;
    this.#redial = new Redial(options.once, options.random);
    this.#end = this.#begin();
  }

  get phase(): LinkPhase {
    return this.#phase;
  }

  /** Failures in a row. */
  get attempts(): number {
    return this.#redial.attempts;
  }

  get roundTripMs(): number | undefined {
    return this.#end.roundTripMs;
  }

  /** Whether the hub has been silent for so long that the connection may be dead. */
  get isSuspect(): boolean {
    return this.#end.suspect(this.#options.now());
  }

  /**
   * Runs until `drain` or `close` is done. Throws a Failure only before the first welcome: a terminal
   * one (`isTerminal`), or any when `once` is set.
   */
  async run(): Promise<void> {
    const { signal } = this.#stop;
    try {
      while (!signal.aborted) {
        const failure = await this.#live(signal).catch(asFailure);
        if (failure !== undefined && !signal.aborted) await this.#rest(failure, signal);
      }
    } finally {
      this.close();
      await atMost(agentLimits.closeMs, Promise.all(this.#retiring));
      this.#enter({ at: "stopped" });
    }
  }

  declare(services: readonly ServiceDeclaration[]): void {
    this.#services = services;
    this.#end.declare(services);
  }

  /** Dials now instead of waiting any longer: something has changed. */
  hurry(): void {
    this.#hurry.abort();
  }

  /** Takes nothing new; `run` returns when what is in flight is done. */
  drain(): void {
    this.#isDraining = true;
    for (const end of this.#ends) end.drain(limits.drainGraceMs);
    for (const end of this.#ends) this.#closeWhenIdle(end);
  }

  /** Ends everything at once: streams are lost. */
  close(): void {
    this.#stop.abort();
    for (const end of this.#ends) end.end(closeCodes.done, "");
  }

  /** One socket's life. Returns why it is over; undefined when the hub has sent us to another one. */
  async #live(signal: AbortSignal): Promise<Failure | undefined> {
    const end = this.#end;
    this.#enter({ at: "dialling" });
    const channel = await this.#dial(end, signal);
    this.#move = Promise.withResolvers();
    this.#epoch += 1;
    end.connect(this.#epoch, this.#options.now());
    const { closed } = new Pump(end, channel, this.#options.now);
    const over = closed.then(({ code, reason }) => closedSocket(code, reason, this.#options.name));
    const moved = this.#move.promise.then((drain) => this.#untilMove(drain, signal));
    const failure = await Promise.race([over, moved]);
    if (failure !== undefined || signal.aborted) await over;
    else this.#retire(end, over, (await this.#move.promise).graceMs);
    return failure;
  }

  async #dial(end: SessionEnd, signal: AbortSignal): Promise<WsChannel> {
    return await dial({
      hub: this.#options.hub,
      token: await this.#options.readToken(),
      userAgent: `club-agent/${this.#options.version}`,
      handshakeMs: end.streams > 0 ? agentLimits.resumeHandshakeMs : limits.handshakeMs,
      signal,
    });
  }

  async #untilMove({ reconnectMs = 0 }: Drain, signal: AbortSignal): Promise<undefined> {
    await sleep(reconnectMs, undefined, { signal }).catch(() => undefined);
  }

  /** The old hub's requests finish on its socket, which it closes itself; a new end takes new work. */
  #retire(end: SessionEnd, over: Promise<unknown>, graceMs: number): void {
    this.#end = this.#begin();
    const late = setTimeout(() => end.end(closeCodes.done, ""), graceMs);
    const gone = over.then(() => {
      clearTimeout(late);
      end.end(closeCodes.done, "");
      this.#ends.delete(end);
      this.#retiring.delete(gone);
    });
    this.#retiring.add(gone);
  }

  /** Waits as long as the failure asks for. Throws it when that is for ever. */
  async #rest(failure: Failure, signal: AbortSignal): Promise<void> {
    const nowMs = this.#options.now();
    const plan = this.#redial.plan(failure, nowMs, this.#end.streams > 0);
    if (plan.next === "give-up") throw failure;
    const waitMs = plan.next === "hold" ? agentLimits.refusedRetryMs : plan.waitMs;
    if (plan.next === "hold") this.#enter({ at: "refused", failure });
    else this.#enter({ at: "waiting", untilMs: nowMs + waitMs, failure });
    const mended = plan.next === "hold" ? [this.#options.tokenChanged] : [];
    this.#hurry = new AbortController();
    await waitFor(waitMs, mended, AbortSignal.any([signal, this.#hurry.signal]));
  }

  #closeWhenIdle(end: SessionEnd): void {
    const finish = (): void => {
      end.end(closeCodes.done, "");
      const isLast = [...this.#ends].every((one) => one.streams === 0);
      if (this.#isDraining && isLast) this.#stop.abort();
    };
    end.onIdle = finish;
    if (end.streams === 0) finish();
  }

  #begin(): SessionEnd {
    const { instance, name, version, random, telemetry } = this.#options;
    const end: SessionEnd = new SessionEnd(
      { instance, name, version, services: this.#services, random, telemetry },
      {
        welcomed: (_, isResumed) => {
          // What a new session's hub has asked to forget before is not known.
          if (!isResumed) this.#listener.forgetPrompt();
          this.#welcomed(end);
        },
        forget: (hash) => this.#listener.forgetPrompt(hash),
        faulted: (thrown) => this.#listener.faulted(thrown),
        opened: (stream) => this.#listener.opened(stream),
        draining: (drain) => {
          if (end === this.#end && !this.#isDraining) this.#move.resolve(drain);
        },
      },
    );
    this.#ends.add(end);
    if (this.#isDraining) end.drain(limits.drainGraceMs);
    return end;
  }

  #welcomed(end: SessionEnd): void {
    const sinceMs = this.#options.now();
    this.#redial.welcomed(sinceMs);
    if (end === this.#end) this.#enter({ at: "up", sinceMs });
  }

  #enter(phase: LinkPhase): void {
    this.#phase = phase;
    this.#listener.changed(phase);
  }
}
