import { closeSocket } from "@club/shared/channel/close-socket.ts";
import { socketOptions, WsChannel } from "@club/shared/channel/ws-channel.ts";
import { decode } from "@club/shared/wire/decode.ts";
import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import { closeCodes, limits } from "@club/shared/wire/limits.ts";
import type { Hello } from "@club/shared/wire/messages.ts";
import { negotiate } from "@club/shared/wire/negotiate.ts";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Accounts } from "../accounts/accounts.ts";
import { type Authenticator, requireOneOf } from "../accounts/authenticator.ts";
import type { Caller } from "../accounts/caller.ts";
import { connectsPerMinute, maxRememberedRates, maxSessions, recheckMs } from "./limits.ts";
import { MinuteRates } from "./minute-rates.ts";
import { refuseUpgrade } from "./refuse-upgrade.ts";
import { Session, type SessionContext } from "./session.ts";

export type AgentListenerOptions = SessionContext & {
  readonly accounts: Accounts;
  readonly authenticator: Authenticator;
  /** The address behind a request: the socket's, or what a trusted proxy says. */
  readonly addressOf: (request: IncomingMessage) => string;
};

/** Who may attach: takes the WebSocket upgrades of agents and keeps their sessions. */
export class AgentListener {
  readonly #options: AgentListenerOptions;
  readonly #server = new WebSocketServer({ ...socketOptions, noServer: true, handleProtocols });
  /** By owner and agent name. */
  readonly #sessions = new Map<string, Session>();
  readonly #connects = new MinuteRates(connectsPerMinute, maxRememberedRates);
  #isOpen = true;

  constructor(options: AgentListenerOptions) {
    this.#options = options;
  }

  get sessions(): readonly Session[] {
    return [...this.#sessions.values()];
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
    const { authenticator, addressOf } = this.#options;
    const caller = await authenticator.withHeader(request.headers, addressOf(request));
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
    const timer = setTimeout(
      () => closeSocket(ws, closeCodes.heartbeat, "no HELLO"),
      limits.helloMs,
    );
    ws.once("close", () => clearTimeout(timer));
    ws.once("message", (first: Buffer) => {
      clearTimeout(timer);
      try {
        const hello = decode(first);
        if (hello?.type !== "HELLO") throw new Failure("PROTOCOL", "HELLO comes first");
        this.#attach(new WsChannel(ws, connection), hello, caller);
      } catch (thrown) {
        const failure = asFailure(thrown);
        this.#options.log.info({ err: failure, owner: caller.userName }, "agent refused");
        closeSocket(ws, closeCodeOf(failure), failure.message);
      }
    });
  }

  #attach(channel: WsChannel, hello: Hello, caller: Caller): void {
    const agreement = negotiate(hello.protocol);
    if (agreement.outcome === "refused") throw new Failure("VERSION_REFUSED", agreement.reason);
    const nowMs = performance.now();
    const rateKey = `${caller.userId}/${hello.instance}`;
    if (this.#connects.waitMs(rateKey, nowMs) > 0)
      throw new Failure("RATE_LIMITED", "connecting too often");
    this.#connects.count(rateKey, nowMs);
    this.#sessionFor(hello, caller).connect(channel, hello, agreement.protocol);
  }

  /** The session that this HELLO continues, or a new one in place of whatever had its name. */
  #sessionFor(hello: Hello, caller: Caller): Session {
    const key = `${caller.userId}/${hello.name}`;
    const present = this.#sessions.get(key);
    if (present !== undefined) {
      const isSame = present.provider.instance === hello.instance;
      if (isSame && hello.epoch <= present.epoch) {
        throw new Failure("CONFLICT", "a newer connection of this agent is here");
      }
      if (isSame && present.isContinuedBy(hello)) return present;
      if (!isSame && present.isAlive) throw nameTaken();
      present.close(closeCodes.superseded, "a newer connection of this agent took over");
    }
    return this.#begin(key, hello, caller);
  }

  #begin(key: string, hello: Hello, caller: Caller): Session {
    const { userId, userName, keyId } = caller;
    const session = new Session(hello, { userId, userName, keyId }, this.#options);
    this.#sessions.set(key, session);
    this.#options.registry.add(session.provider);
    const recheck = setInterval(() => void this.#recheck(session, keyId), recheckMs);
    void session.over.then(() => {
      clearInterval(recheck);
      if (this.#sessions.get(key) === session) this.#sessions.delete(key);
    });
    return session;
  }

  /** A key that was revoked since ends its agent's session; a store that does not answer does not. */
  async #recheck(session: Session, keyId: string): Promise<void> {
    try {
      requireOneOf(await this.#options.accounts.recheck(keyId), ["provider"]);
    } catch (thrown) {
      const { code } = asFailure(thrown);
      if (code !== "INVALID_KEY" && code !== "PERMISSION_DENIED") return;
      session.close(closeCodes.authentication, "the key was revoked");
    }
  }
}

const subprotocol = "club.v1";

function handleProtocols(offered: Set<string>): string | false {
  return offered.has(subprotocol) ? subprotocol : false;
}

function nameTaken(): Failure {
  const message = "An agent of this name is connected: stop it, or give this one another --name.";
  return new Failure("CONFLICT", message, { param: "name" });
}

function closeCodeOf(failure: Failure): number {
  if (failure.code === "CONFLICT") {
    return failure.param === "name" ? closeCodes.nameTaken : closeCodes.superseded;
  }
  if (failure.code === "VERSION_REFUSED") return closeCodes.version;
  return failure.code === "RATE_LIMITED" ? closeCodes.rate : closeCodes.protocol;
}
