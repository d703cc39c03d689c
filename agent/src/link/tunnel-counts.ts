import type { Telemetry } from "@club/shared/mux/mux-endpoint.ts";

/** What the tunnel has carried since the agent started. */
export class TunnelCounts implements Telemetry {
  receivedBytes = 0;
  sentBytes = 0;
  creditStalls = 0;
  resumedStreams = 0;
  readonly resets: Map<string, number> = new Map();

  received(bytes: number): void {
    this.receivedBytes += bytes;
  }

  sent(bytes: number): void {
    this.sentBytes += bytes;
  }

  creditStall(): void {
    this.creditStalls += 1;
  }

  reset(code: string): void {
    this.resets.set(code, (this.resets.get(code) ?? 0) + 1);
  }

  resumed(streams: number): void {
    this.resumedStreams += streams;
  }

  /** The latest one is asked of the link; how long a cancel takes is counted by service. */
  roundTrip(): void {}

  cancelled(): void {}
}
