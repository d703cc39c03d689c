import { closeSocket } from "@club/shared/channel/close-socket.ts";
import { socketOptions, WsChannel } from "@club/shared/channel/ws-channel.ts";
import { decode } from "@club/shared/wire/decode.ts";
import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import { closeCodes, limits } from "@club/shared/wire/limits.ts";
import type { Hello } from "@club/shared/wire/messages.ts";
import { unreachable } from "@club/shared/unreachable.ts";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Accounts } from "../accounts/accounts.ts";
import { type Authenticator, requireOneOf } from "../accounts/authenticator.ts";
import type { Caller } from "../accounts/caller.ts";
import { watchKey } from "../accounts/watch-key.ts";
import {
  admitHello,
  excessOf,
  type OwnerLimits,
  type OwnerLoad,
  type Present,
  voicesOf,
} from "./admit-hello.ts";
import {
  connectsPerAgentAMinute,
  maxRememberedRates,
  maxSessions,
  ownersPerAddress,
  leastVoices,
  servicesPerAgent,
  voicesPerAgent,
} from "./limits.ts";
import { MinuteRates } from "./minute-rates.ts";
import type { Provider } from "./provider.ts";
import { refuseUpgrade } from "./refuse-upgrade.ts";
import { Session, type SessionContext } from "./session.ts";

export type AgentListenerOptions = SessionContext & {
  readonly accounts: Accounts;
  readonly authenticator: Authenticator;
  /** Agents that one user may have attached. */
  readonly maxAgentsPerUser: number;
  /** The address behind a request: the socket's, or what a trusted proxy says. */
  readonly addressOf: (request: IncomingMessage) => string;
};

/** Who may attach: takes the WebSocket upgrades of agents and keeps their sessions. */
export class AgentListener {
  readonly #options: AgentListenerOptions;
  readonly #server = new WebSocketServer({ ...socketOptions, noServer: true, handleProtocols });
  readonly #sessions = new Set<Session>();
  readonly #byOwner = new Map<string, Set<Session>>();
  /** By owner and agent name: a session that is draining may have given its name up. */
  readonly #byName = new Map<string, Session>();
  /** By user and by address: an id that the agent chooses would bound nothing. */
  readonly #connects: MinuteRates;
  readonly #upgrades: MinuteRates;
  #isOpen = true;

  constructor(options: AgentListenerOptions) {
    this.#options = options;
    const perUser = options.maxAgentsPerUser * connectsPerAgentAMinute;
    this.#connects = new MinuteRates(perUser, maxRememberedRates);
    this.#upgrades = new MinuteRates(perUser * ownersPerAddress, maxRememberedRates);
  }

  get sessions(): readonly Session[] {
    return [...this.#sessions];
  }

  /** Handles an HTTP upgrade of `/v1/agent`; whatever can be refused is refused before the 101. */
  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on("error", () => socket.destroy());
    try {
      const caller = await this.#admit(request);
      this.#server.handleUpgrade(request, socket, head, (ws) => this.#greet(ws, socket, caller));
    } catch (thrown) {
      refuseUpgrade(socket, asFailure(thrown));
    }
  }

  /** Takes no further agents, and asks those that are here to move on, spread over `spreadMs`. */
  drain(graceMs: number, spreadMs: number): void {
    this.#isOpen = false;
    for (const session of this.sessions)
      session.drain(graceMs, Math.floor(Math.random() * spreadMs));
  }

  /** Ends every session. */
  close(): void {
    this.#isOpen = false;
    for (const session of this.sessions) session.close(closeCodes.restart, "the hub is stopping");
    this.#server.close();
  }

  async #admit(request: IncomingMessage): Promise<Caller> {
    if (!this.#isOpen || this.#sessions.size >= maxSessions) {
      const retryAfterMs = 5_000;
      throw new Failure("SHUTTING_DOWN", "This hub takes no agents now.", { retryAfterMs });
    }
    const { authenticator, addressOf, clock } = this.#options;
    const address = addressOf(request);
    const retryAfterMs = this.#upgrades.waitMs(address, clock.monotonicMs());
    if (retryAfterMs > 0) {
      throw new Failure("RATE_LIMITED", "Too many agents connect from here.", { retryAfterMs });
    }
    this.#upgrades.count(address, clock.monotonicMs());
    const caller = await authenticator.withHeader(request.headers, address);
    requireOneOf(caller, ["provider"]);
    const offered = request.headers["sec-websocket-protocol"] ?? "";
    if (!offered.split(",").some((one) => one.trim() === subprotocol)) {
      throw new Failure("VERSION_REFUSED", `This hub speaks ${subprotocol}: update the agent.`);
    }
    return caller;
  }

  /**
   * The socket is open: HELLO must come soon, and be the first frame. It is dealt with in the very
   * event, so that a frame right behind it finds its listener.
   */
  #greet(ws: WebSocket, connection: Duplex, caller: Caller): void {
    ws.on("error", () => ws.terminate());
    const late = this.#options.clock.after(limits.helloMs, () =>
      closeSocket(ws, closeCodes.heartbeat, "no HELLO"),
    );
    ws.once("close", () => late[Symbol.dispose]());
    ws.once("message", (first: Buffer) => {
      late[Symbol.dispose]();
      try {
        this.#onFirst(first, ws, connection, caller);
      } catch (thrown) {
        this.#options.log.error({ err: thrown, owner: caller.userName }, "agent not attached");
        closeSocket(ws, closeCodes.internal, "internal error");
      }
    });
  }

  #onFirst(first: Buffer, ws: WebSocket, connection: Duplex, caller: Caller): void {
    const hello = helloIn(first);
    if (hello === undefined) return closeSocket(ws, closeCodes.protocol, "HELLO comes first");
    const name = `${caller.userId}/${hello.name}`;
    const present = this.#byName.get(name);
    const admission = admitHello(
      hello,
      present && describe(present, hello),
      this.#loadOf(caller.userId, present),
      this.#ownerLimits,
    );
    switch (admission.outcome) {
      case "refuse": {
        const { code, reason } = admission;
        this.#options.log.info({ code, reason, owner: caller.userName }, "agent refused");
        return closeSocket(ws, code, reason);
      }
      case "continue":
        return present?.connect(new WsChannel(ws, connection), hello, admission.protocol);
      case "begin": {
        this.#connects.count(caller.userId, this.#options.clock.monotonicMs());
        if (admission.present === "close") present?.close(closeCodes.superseded, tookOver);
        const session = this.#begin(name, hello, caller);
        return session.connect(new WsChannel(ws, connection), hello, admission.protocol);
      }
      default:
        return unreachable(admission);
    }
  }

  get #ownerLimits(): OwnerLimits {
    const { maxAgentsPerUser } = this.#options;
    return {
      agents: maxAgentsPerUser,
      services: maxAgentsPerUser * servicesPerAgent,
      voices: Math.max(leastVoices, maxAgentsPerUser * voicesPerAgent),
    };
  }

  /** What the owner has here beside one session, which is replaced or declares anew. */
  #loadOf(userId: string, present: Session | undefined): OwnerLoad {
    const others = [...(this.#byOwner.get(userId) ?? [])].filter((one) => one !== present);
    const sum = (of: (provider: Provider) => number): number =>
      others.reduce((all, { provider }) => all + of(provider), 0);
    return {
      agents: others.length,
      services: sum(({ services }) => services.length),
      voices: sum(({ services }) => voicesOf(services.map(({ declaration }) => declaration))),
      waitMs: this.#connects.waitMs(userId, this.#options.clock.monotonicMs()),
    };
  }

  #begin(name: string, hello: Hello, { userId, userName, keyId }: Caller): Session {
    const session: Session = new Session(
      hello,
      { userId, userName, keyId },
      {
        ...this.#options,
        excessOf: (services) =>
          excessOf(services, this.#loadOf(userId, session), this.#ownerLimits),
      },
    );
    this.#keep(name, session);
    this.#options.registry.add(session.provider);
    const watch = watchKey(keyId, "provider", this.#options, () =>
      session.close(closeCodes.authentication, "the key was revoked"),
    );
    void session.over.then(() => {
      watch[Symbol.dispose]();
      this.#forget(name, session);
    });
    return session;
  }

  #keep(name: string, session: Session): void {
    const { userId } = session.provider.owner;
    this.#sessions.add(session);
    this.#byOwner.set(userId, (this.#byOwner.get(userId) ?? new Set()).add(session));
    this.#byName.set(name, session);
  }

  #forget(name: string, session: Session): void {
    const { userId } = session.provider.owner;
    this.#sessions.delete(session);
    const owned = this.#byOwner.get(userId);
    owned?.delete(session);
    if (owned?.size === 0) this.#byOwner.delete(userId);
    if (this.#byName.get(name) === session) this.#byName.delete(name);
  }
}

const subprotocol = "club.v1";

function handleProtocols(offered: Set<string>): string | false {
  return offered.has(subprotocol) ? subprotocol : false;
}

/** The frame's HELLO; undefined where it is anything else. */
function helloIn(frame: Buffer): Hello | undefined {
  try {
    const message = decode(frame);
    return message?.type === "HELLO" ? message : undefined;
  } catch {
    return undefined;
  }
}

function describe(session: Session, hello: Hello): Present {
  return {
    instance: session.provider.instance,
    epoch: session.epoch,
    isAlive: session.isAlive,
    isDraining: session.isDraining,
    isResumed: session.isContinuedBy(hello),
  };
}

const tookOver = "a newer connection of this agent took over";
