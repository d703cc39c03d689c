import type { Failure } from "@club/shared/wire/failures.ts";

/** What the link to the hub is doing. Times are of the agent's monotonic clock. */
export type LinkPhase =
  | { readonly at: "dialling" }
  /** The hub has welcomed this agent. */
  | { readonly at: "up"; readonly sinceMs: number }
  /** The last try failed, or the connection did; the next try is at `untilMs`. */
  | { readonly at: "waiting"; readonly untilMs: number; readonly failure: Failure }
  /** The hub refuses until the token or the program changes. */
  | { readonly at: "refused"; readonly failure: Failure }
  | { readonly at: "stopped" };
