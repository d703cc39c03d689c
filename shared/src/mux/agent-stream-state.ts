import type { PcmFormat } from "../audio/pcm-format.ts";
import type { Failure } from "../wire/failures.ts";
import type { End, Reset } from "../wire/messages.ts";

/** Where the agent's side of a stream stands: PROTOCOL.md, "A stream's life". */
export type AgentStreamState =
  | { readonly at: "opened" }
  | { readonly at: "speaking"; readonly format: PcmFormat }
  /** The user is done; END goes out after the last byte and is then answered by the hub. */
  | {
      readonly at: "ending";
      readonly format: PcmFormat;
      readonly facts: End["facts"];
      readonly isSaid: boolean;
    }
  /** The user has been told to stop and has not yet said that it did. */
  | { readonly at: "cancelled"; readonly by: Reset | Failure; readonly sinceMs: number }
  /** Our RESET waits for the hub's. */
  | { readonly at: "resetting"; readonly reset: Reset }
  | { readonly at: "closed" };
