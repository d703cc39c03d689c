import type { Message } from "../../src/wire/messages.ts";
import { samples } from "./samples.ts";

export type Said = {
  readonly from: "agent" | "hub";
  readonly why: string;
  readonly message: Message;
};

/** The worked example of PROTOCOL.md: one utterance, and a cancelled one. */
export const sessionSample: readonly Said[] = [
  said("agent", "it has dialled", "HELLO, first socket"),
  said("hub", "the agent may work", "WELCOME, new session"),
  said("hub", "each side pings at once", "PING"),
  said("agent", "", "PONG"),
  said("hub", "a consumer's request", "OPEN"),
  said("agent", "the engine has begun", "ACCEPT"),
  said("agent", "the first audio", "DATA, first"),
  said("hub", "half a window is stored", "WINDOW, stream"),
  said("hub", "a quarter of the connection's window has arrived", "WINDOW, connection"),
  said("agent", "all has been sent", "END, agent"),
  said("hub", "all has arrived: stream 1 is over", "END, hub"),
  said("hub", "the consumer of stream 3 has gone", "RESET, cancel"),
  said("agent", "its engine has stopped: stream 3 is over", "RESET, answer"),
];

function said(from: Said["from"], why: string, sample: string): Said {
  const message = samples[sample];
  if (message === undefined) throw new Error(`no sample ${sample}`);
  return { from, why, message };
}
