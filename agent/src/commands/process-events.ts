import type { Background } from "../background.ts";
import type { Daemon } from "../daemon.ts";
import { exitCodes } from "../exit-codes.ts";
import { agentLimits } from "../limits.ts";
import type { Successor } from "../update/successor.ts";

/**
 * SIGHUP reads the configuration again. The first SIGINT or SIGTERM drains; the second exits at once,
 * whatever is under way. An agent that follows this one is told the same.
 */
export function onSignals(
  daemon: Daemon,
  successor: Successor,
  background: Background,
): Disposable {
  let asked = false;
  const stop = (): void => {
    successor.stop(asked ? "SIGKILL" : "SIGTERM");
    if (asked) process.exit(exitCodes.failure);
    asked = true;
    daemon.drain().catch((thrown: unknown) => background.failed("draining", thrown));
  };
  const reload = (): void =>
    void daemon.reload().catch((thrown: unknown) => background.failed("reloading", thrown));
  return listening({ SIGINT: stop, SIGTERM: stop, SIGHUP: reload });
}

/**
 * The last resort for what a callback throws and nothing catches: it is logged and shown, and the agent
 * goes on, unless it happens so often that a restart by the service manager is better.
 */
export function onFaults(background: Background, now: () => number): Disposable {
  const atMs: number[] = [];
  const fault = (thrown: unknown): void => {
    background.failed("a callback", thrown);
    atMs.push(now());
    if (atMs.length < agentLimits.faultsPerMinute) return;
    if (now() - (atMs.shift() ?? 0) < 60_000) process.exit(exitCodes.failure);
  };
  return listening({ uncaughtException: fault, unhandledRejection: fault });
}

/** Listens to events of the process until it is disposed of. */
function listening(listeners: Readonly<Record<string, (thrown: unknown) => void>>): Disposable {
  const entries = Object.entries(listeners);
  for (const [event, listener] of entries) process.on(event, listener);
  return {
    [Symbol.dispose]: () => {
      for (const [event, listener] of entries) process.off(event, listener);
    },
  };
}
