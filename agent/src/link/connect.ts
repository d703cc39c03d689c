import { setTimeout as sleep } from "node:timers/promises";
import { Pump } from "@club/shared/channel/pump.ts";
import type { Failure } from "@club/shared/wire/failures.ts";
import type { Drain } from "@club/shared/wire/messages.ts";
import { type DialOptions, dial } from "./dial.ts";
import { closedSocket } from "./refusal.ts";
import type { Session } from "./session.ts";

/** What ended a socket's turn as the one that takes new work. */
export type ConnectionEvent =
  | { readonly at: "lost"; readonly failure: Failure }
  /** The hub drains: for `graceMs`, what is in flight finishes on this socket. */
  | { readonly at: "moved"; readonly graceMs: number };

export type Connection = {
  /** Never rejects. */
  readonly event: Promise<ConnectionEvent>;
  /** Resolves when the socket is closed. */
  readonly closed: Promise<unknown>;
};

export type ConnectOptions = DialOptions & {
  /** The agent's, for messages. */
  readonly name: string;
  /** Counts the sockets of this process. */
  readonly epoch: number;
  readonly now: () => number;
};

/** Dials, and gives the session the socket. Throws as `dial` does. */
export async function connect(session: Session, options: ConnectOptions): Promise<Connection> {
  const { name, epoch, now, signal } = options;
  const channel = await dial(options);
  const drain = Promise.withResolvers<Drain>();
  session.onHubDrain = drain.resolve;
  session.connect(epoch, now());
  const { closed } = new Pump(session, channel, now);
  const lost = closed.then(({ code, reason }): ConnectionEvent => {
    return { at: "lost", failure: closedSocket(code, reason, name) };
  });
  const moved = drain.promise.then(async ({ reconnectMs = 0, graceMs }) => {
    await sleep(reconnectMs, undefined, { signal }).catch(() => undefined);
    return { at: "moved", graceMs } as const;
  });
  return { event: Promise.race([lost, moved]), closed };
}
