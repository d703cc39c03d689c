import { closeCodes, limits } from "./limits.ts";
import type { Refusal } from "./refusal.ts";

export type ProtocolRange = { readonly oldest: number; readonly newest: number };

export type Negotiation =
  | { readonly outcome: "agreed"; readonly protocol: number }
  | ({ readonly outcome: "refused" } & Refusal);

/** The newest protocol version that both sides speak; where there is none, how to close the socket. */
export function negotiate(theirs: ProtocolRange): Negotiation {
  const { oldest, newest } = limits.protocol;
  const protocol = Math.min(theirs.newest, newest);
  if (protocol >= Math.max(theirs.oldest, oldest)) return { outcome: "agreed", protocol };
  const reason = `protocol versions ${oldest} to ${newest} are spoken here`;
  return { outcome: "refused", code: closeCodes.version, reason };
}
