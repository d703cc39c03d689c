import { Failure } from "./failures.ts";
import { Fields } from "./fields.ts";
import { limits } from "./limits.ts";
import { frameTypes, type Message, type SpokenTime, type Times } from "./messages.ts";

/** Frames that a peer may ignore. Undefined for one that is not known here; throws PROTOCOL. */
export function decodeOptional(type: number, stream: unknown, body: unknown): Message | undefined {
  switch (type) {
    case frameTypes.FORGET:
      if (stream !== 0) throw new Failure("PROTOCOL", "FORGET is not about a stream");
      return { type: "FORGET", hash: new Fields(body, "body").name("hash") };
    case frameTypes.TIMES:
      return times(stream, new Fields(body, "body"));
    default:
      return undefined;
  }
}

function times(stream: unknown, body: Fields): Times {
  if (!Number.isInteger(stream) || (stream as number) < 1 || (stream as number) > 0xffff_ffff) {
    throw new Failure("PROTOCOL", "TIMES needs a stream");
  }
  const index = body.uint("index", limits.timesPerStream);
  const said = body.list("times", limits.timesPerFrame, spokenTime);
  if (index + said.length > limits.timesPerStream) {
    throw new Failure("PROTOCOL", `a stream has at most ${limits.timesPerStream} times`);
  }
  const unit = body.oneOf<Times["unit"]>("unit", ["word", "character"]);
  return { type: "TIMES", stream: stream as number, unit, index, times: said };
}

function spokenTime(body: Fields): SpokenTime {
  const start = body.uint("start", Number.MAX_SAFE_INTEGER);
  return {
    text: body.plain("text", limits.timeTextChars),
    start,
    end: body.uint("end", Number.MAX_SAFE_INTEGER, start),
  };
}
