/**
 * One endpoint of the tunnel as its socket's adapter sees it: bytes of frames and ticks of a monotonic
 * clock in, bytes of frames out. No endpoint reads a clock, a socket or chance by itself.
 */
export interface MuxEndpoint {
  /** One WebSocket message arrived. Afterwards, as after `tick`, the adapter asks for frames. */
  receive(frame: Uint8Array, nowMs: number): void;
  /** The next frame to send; the adapter asks while its socket has room. */
  nextFrame(nowMs: number): Uint8Array | undefined;
  /** Time passed. */
  tick(nowMs: number): void;
  /** When `tick` is wanted next, on the same clock; undefined: only after other events. */
  timerMs(): number | undefined;
  /** Set once the socket is to be closed, and why. Frames still queued go out first. */
  readonly closing: Close | undefined;
  /** The socket is gone, with the WebSocket close code where there was one. */
  disconnect(nowMs: number, code?: number): void;
  /** Something threw that should not have: ends the session as a fault of this side. */
  fault(thrown: unknown): void;
  /** Called when there is something to send, an earlier timer or a reason to close. */
  onWake: () => void;
}

/** `cause` is there when it was a fault of this side, and is for its log. */
export type Close = { readonly code: number; readonly reason: string; readonly cause?: unknown };

/** What happens in a tunnel, for metrics. Every method may be called often and must be cheap. */
export interface Telemetry {
  /** PCM or prompt bytes received, and sent. */
  received(bytes: number): void;
  sent(bytes: number): void;
  /** A sender used up its stream window and waits. */
  creditStall(): void;
  roundTrip(ms: number): void;
  /** A stream ended by RESET, of either side. */
  reset(code: string): void;
  /** A cancel: at the hub from its RESET to the answer, at the agent from the RESET to its answer. */
  cancelled(ms: number): void;
  resumed(streams: number): void;
}

export const noTelemetry: Telemetry = {
  received: () => undefined,
  sent: () => undefined,
  creditStall: () => undefined,
  roundTrip: () => undefined,
  reset: () => undefined,
  cancelled: () => undefined,
  resumed: () => undefined,
};
