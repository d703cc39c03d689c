import { limits } from "../wire/limits.ts";
import type { Hello, Welcome } from "../wire/messages.ts";

/** What a hub says of itself and of one session. */
export type Greeter = {
  readonly session: string;
  readonly hub: string;
  readonly resumeToken: string;
};

/** The answer to HELLO, as for a new session. */
export function welcomeTo(hello: Hello, greeter: Greeter, protocol: number): Welcome {
  return {
    type: "WELCOME",
    protocol,
    session: greeter.session,
    epoch: hello.epoch,
    hub: greeter.hub,
    heartbeatMs: limits.heartbeatMs,
    deadMs: limits.deadMs,
    streamWindow: limits.streamWindowBytes,
    connectionWindow: limits.connectionWindowBytes,
    frameBytes: limits.frameBytes,
    resume: { token: greeter.resumeToken, windowMs: limits.resumeMs },
    times: true,
  };
}
