import { hasRoom } from "../../../src/channel/pump.ts";
import type { MuxEndpoint } from "../../../src/mux/mux-endpoint.ts";
import type { Direction } from "./simulated-socket.ts";
import type { Event, VirtualClock } from "./virtual-clock.ts";

/** For an endpoint that has one socket and no other. */
export function joinPump(...args: ConstructorParameters<typeof SimulatedPump>): SimulatedPump {
  return new SimulatedPump(...args);
}

/** What `Pump` does, in virtual time: joins one endpoint of the mux to one side of a simulated socket. */
export class SimulatedPump {
  readonly #clock: VirtualClock;
  readonly #endpoint: MuxEndpoint;
  readonly #out: Direction;
  readonly #onLost: (code: number | undefined) => void;
  readonly #onWake = (): void => this.#wake();
  #state: "running" | "down" | "detached" = "running";
  #timer: Event | undefined;
  #isWoken = false;

  constructor(
    clock: VirtualClock,
    endpoint: MuxEndpoint,
    into: Direction,
    out: Direction,
    onLost: (code: number | undefined) => void,
  ) {
    this.#clock = clock;
    this.#endpoint = endpoint;
    this.#out = out;
    this.#onLost = onLost;
    const listener = {
      message: (frame: Uint8Array) => this.receive(frame),
      drained: () => this.#flush(),
      closed: (code: number | undefined) => this.#lose(code),
    };
    into.receiver = listener;
    out.sender = listener;
    endpoint.onWake = this.#onWake;
    this.#flush();
  }

  detach(): void {
    this.#state = "detached";
  }

  receive(frame: Uint8Array): void {
    if (this.#state !== "running") return;
    this.#endpoint.receive(frame, this.#clock.nowMs);
    this.#flush();
  }

  #wake(): void {
    if (this.#isWoken) return;
    this.#isWoken = true;
    this.#clock.after(0, () => {
      this.#isWoken = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#state === "running") this.#send();
    this.#arm();
  }

  #send(): void {
    while (hasRoom(this.#out.bufferedBytes)) {
      const frame = this.#endpoint.nextFrame(this.#clock.nowMs);
      if (frame === undefined) break;
      this.#out.send(frame);
    }
    const { closing } = this.#endpoint;
    if (closing === undefined) return;
    this.#state = "down";
    this.#out.close(closing.code);
    this.#endpoint.disconnect(this.#clock.nowMs);
    this.#onLost(closing.code);
  }

  #arm(): void {
    const atMs = this.#isCurrent ? this.#endpoint.timerMs() : undefined;
    if (atMs === this.#timer?.atMs) return;
    if (this.#timer !== undefined) this.#clock.cancel(this.#timer);
    this.#timer = undefined;
    if (atMs === undefined || !Number.isFinite(atMs)) return;
    this.#timer = this.#clock.at(atMs, () => {
      this.#timer = undefined;
      if (!this.#isCurrent) return;
      this.#endpoint.tick(this.#clock.nowMs);
      this.#flush();
    });
  }

  get #isCurrent(): boolean {
    return this.#state !== "detached" && this.#endpoint.onWake === this.#onWake;
  }

  #lose(code: number | undefined): void {
    if (this.#state !== "running") return;
    this.#state = "down";
    this.#endpoint.disconnect(this.#clock.nowMs, code);
    this.#onLost(code);
    this.#arm();
  }
}
