import { Failure } from "../wire/failures.ts";
import type { ResumeOffer, StreamPosition } from "../wire/messages.ts";
import type { AgentStream } from "./agent-stream.ts";
import type { HubStream } from "./hub-stream.ts";
import type { Link } from "./link.ts";

/** The hub, before it says WELCOME: where each stream that the agent offers is to go on. */
export function resumeHubStreams(
  streams: readonly HubStream[],
  offer: ResumeOffer,
  link: Link,
  nowMs: number,
): readonly StreamPosition[] {
  const offered = byStream(offer.streams);
  return streams.flatMap((stream) => {
    const position = offered.get(stream.id);
    return position === undefined ? [] : [stream.resume(position, link, nowMs)];
  });
}

/**
 * The hub, after WELCOME: says again what the old socket may have lost. Streams that the agent has seen
 * and does not offer fail; so do those that it has not seen and that are being reset anyway.
 */
export function repeatHubStreams(
  streams: readonly HubStream[],
  offer: ResumeOffer,
  link: Link,
): void {
  const offered = byStream(offer.streams);
  for (const stream of streams) {
    const isKnown = stream.id <= offer.lastStream;
    const goesOn = offered.has(stream.id) || (!isKnown && !stream.isResetting);
    if (goesOn) stream.repeat(isKnown, link);
    else stream.fail(new Failure("CONN_LOST", "The provider no longer has this request."));
  }
}

/** The agent, after WELCOME. Returns false when the hub says an offset that cannot be. */
export function resumeAgentStreams(
  streams: readonly AgentStream[],
  positions: readonly StreamPosition[],
  link: Link,
): boolean {
  const resumed = byStream(positions);
  let isPossible = true;
  for (const stream of streams) {
    const position = resumed.get(stream.id);
    if (position === undefined) stream.lose(new Failure("CANCELLED", "The hub has let it go."));
    else isPossible = stream.resume(position, link) && isPossible;
  }
  return isPossible;
}

function byStream(positions: readonly StreamPosition[]): ReadonlyMap<number, StreamPosition> {
  return new Map(positions.map((one) => [one.stream, one]));
}
