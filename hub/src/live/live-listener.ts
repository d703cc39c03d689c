import { socketOptions } from "@club/shared/channel/ws-channel.ts";
import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import { type WebSocket, WebSocketServer } from "ws";
import { type Authenticator, requireOneOf } from "../accounts/authenticator.ts";
import type { Caller } from "../accounts/caller.ts";
import { type KeyWatchOptions, watchKey } from "../accounts/watch-key.ts";
import type { Upgrade } from "../http/server-factory.ts";
import { MinuteRates } from "../providers/minute-rates.ts";
import { refuseUpgrade } from "../providers/refuse-upgrade.ts";
import {
  connectsPerMinute,
  maxMessageBytes,
  maxRememberedUsers,
  maxSessions,
  maxSessionsPerUser,
} from "./limits.ts";
import { type LiveSession, LiveSocket } from "./live-socket.ts";

/** What is asked for in the address of a WebSocket. */
export type Asked = { readonly path: string; readonly query: URLSearchParams };

/** A vendor's protocol over a WebSocket. */
export interface Dialect {
  serves(path: string): boolean;
  /** The client's key, wherever the vendor's clients put it. */
  keyOf(request: IncomingMessage, query: URLSearchParams): string | undefined;
  /** Checks what is asked for, before the connection is taken. Throws a Failure. */
  admit(asked: Asked, caller: Caller): (socket: LiveSocket) => LiveSession;
  /** Ends a session over what went wrong in it. */
  fail(socket: LiveSocket, failure: Failure): void;
  /** Header lines of a refusal. */
  refusal?(failure: Failure): readonly string[];
}

export type LiveListenerOptions = KeyWatchOptions & {
  readonly dialects: readonly Dialect[];
  readonly authenticator: Authenticator;
  readonly addressOf: (request: IncomingMessage) => string;
  readonly log: Logger;
};

/** Takes the WebSockets of live clients; whatever can be refused is refused before the 101. */
export class LiveListener {
  readonly #options: LiveListenerOptions;
  readonly #server = new WebSocketServer({
    ...socketOptions,
    noServer: true,
    // A flood of messages must let other connections have their turn between any two of them.
    allowSynchronousEvents: false,
    maxPayload: maxMessageBytes,
    handleProtocols,
  });
  readonly #sessions = new Set<WebSocket>();
  readonly #byUser = new Map<string, number>();
  readonly #connects = new MinuteRates(connectsPerMinute, maxRememberedUsers);
  #isOpen = true;

  constructor(options: LiveListenerOptions) {
    this.#options = options;
  }

  /** How a path is served; undefined: it is no dialect's. */
  upgradeOf(path: string): Upgrade | undefined {
    const dialect = this.#options.dialects.find((one) => one.serves(path));
    if (dialect === undefined) return undefined;
    return (request, socket, head) => void this.#upgrade(dialect, request, socket, head);
  }

  close(): void {
    this.#isOpen = false;
    for (const ws of this.#sessions) {
      ws.close(1012, "the hub is restarting");
      ws.terminate();
    }
    this.#server.close();
  }

  async #upgrade(
    dialect: Dialect,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): Promise<void> {
    socket.on("error", () => socket.destroy());
    try {
      const { authenticator, addressOf } = this.#options;
      const [path = "", search] = (request.url ?? "").split("?", 2);
      const query = new URLSearchParams(search);
      const key = dialect.keyOf(request, query);
      const caller = await authenticator.withKey(key, addressOf(request));
      requireOneOf(caller, ["consumer"]);
      this.#requireRoom(caller.userId);
      this.#countConnect(caller.userId);
      const open = dialect.admit({ path, query }, caller);
      this.#server.handleUpgrade(request, socket, head, (ws) =>
        this.#begin(dialect, ws, caller, open),
      );
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.status >= 500) this.#options.log.warn({ err: failure }, "live session refused");
      refuseUpgrade(socket, failure, dialect.refusal?.(failure));
    }
  }

  #requireRoom(userId: string): void {
    if (!this.#isOpen || this.#sessions.size >= maxSessions) {
      const retryAfterMs = 5_000;
      throw new Failure("SHUTTING_DOWN", "This hub takes no live sessions now.", { retryAfterMs });
    }
    if ((this.#byUser.get(userId) ?? 0) >= maxSessionsPerUser) {
      throw new Failure(
        "RATE_LIMITED",
        `One user has at most ${maxSessionsPerUser} live sessions.`,
      );
    }
  }

  #countConnect(userId: string): void {
    const nowMs = this.#options.clock.monotonicMs();
    const retryAfterMs = this.#connects.waitMs(userId, nowMs);
    if (retryAfterMs > 0) {
      const message = `One user opens at most ${connectsPerMinute} live sessions a minute.`;
      throw new Failure("RATE_LIMITED", message, { retryAfterMs });
    }
    this.#connects.count(userId, nowMs);
  }

  #begin(
    dialect: Dialect,
    ws: WebSocket,
    { userId, keyId }: Caller,
    open: (socket: LiveSocket) => LiveSession,
  ): void {
    const { clock, log } = this.#options;
    this.#count(userId, 1);
    this.#sessions.add(ws);
    const socket = new LiveSocket(ws, clock);
    const watch = watchKey(keyId, "consumer", this.#options, () =>
      socket.close(policyViolated, "the key was revoked"),
    );
    ws.once("close", () => {
      watch[Symbol.dispose]();
      this.#sessions.delete(ws);
      this.#count(userId, -1);
    });
    socket.attach(open(socket), (thrown) => {
      const failure = asFailure(thrown);
      if (failure.code === "INTERNAL") log.error({ err: failure }, "a live session failed");
      dialect.fail(socket, failure);
    });
  }

  #count(userId: string, change: 1 | -1): void {
    const count = (this.#byUser.get(userId) ?? 0) + change;
    if (count === 0) this.#byUser.delete(userId);
    else this.#byUser.set(userId, count);
  }
}

/** RFC 6455, 7.4.1. */
const policyViolated = 1008;

/** Browsers can only name a key among the subprotocols, and want their scheme confirmed. */
function handleProtocols(offered: Set<string>): string | false {
  return ["token", "bearer"].find((scheme) => offered.has(scheme)) ?? false;
}
