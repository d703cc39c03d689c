import { AgentEndpoint } from "@club/shared/mux/agent-endpoint.ts";
import type { Sender } from "@club/shared/mux/stream-host.ts";
import type { Drain } from "@club/shared/wire/messages.ts";

/** One session with a hub, over as many sockets as it takes, which says when it has nothing left to do. */
export class Session extends AgentEndpoint {
  /** The hub has said on the current socket that it drains. */
  onHubDrain: (drain: Drain) => void = () => undefined;
  readonly #drained: PromiseWithResolvers<void> = Promise.withResolvers();

  /** Resolves once `drain` was called and the last stream is over. */
  get drained(): Promise<void> {
    return this.#drained.promise;
  }

  override drain(graceMs: number): void {
    super.drain(graceMs);
    this.#resolveWhenIdle();
  }

  override closed(stream: Sender): void {
    super.closed(stream);
    this.#resolveWhenIdle();
  }

  #resolveWhenIdle(): void {
    if (this.isDraining && this.streams === 0) this.#drained.resolve();
  }
}
