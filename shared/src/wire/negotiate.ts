import { limits } from "./limits.ts";

export type ProtocolRange = { readonly oldest: number; readonly newest: number };

/** The newest protocol version that both sides speak; undefined when there is none (close 4426). */
export function negotiate(theirs: ProtocolRange): number | undefined {
  const version = Math.min(theirs.newest, limits.protocol.newest);
  return version >= Math.max(theirs.oldest, limits.protocol.oldest) ? version : undefined;
}
