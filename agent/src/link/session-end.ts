import { AgentEndpoint } from "@club/shared/mux/agent-endpoint.ts";
import type { Sender } from "@club/shared/mux/stream-host.ts";

/** The agent's end of one session, which says when its last stream is over. */
export class SessionEnd extends AgentEndpoint {
  onIdle: () => void = () => undefined;

  override closed(stream: Sender): void {
    super.closed(stream);
    if (this.streams === 0) this.onIdle();
  }
}
