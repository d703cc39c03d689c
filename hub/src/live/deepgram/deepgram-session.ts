import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Target } from "../../encoding/conversion.ts";
import { maxWaitingTurns, pooledIdleMs } from "../limits.ts";
import { type LiveContext, type LiveRequest, LiveSpeech } from "../live-speech.ts";
import type { LiveSession, LiveSocket } from "../live-socket.ts";
import { spoken } from "../spoken.ts";

/** What is spoken until a Flush; undefined: there was nothing before it. */
type Turn = { readonly speech: LiveSpeech | undefined; readonly stop: AbortController };

const messageSchema = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("Speak"), text: z.string() }),
  z.looseObject({ type: z.literal("Flush") }),
  z.looseObject({ type: z.literal("Clear") }),
  z.looseObject({ type: z.literal("Close") }),
]);

/**
 * A Deepgram client's session. Each turn, up to its Flush, is one request; they are heard in order. Clear
 * gives up all of them, and none that was given up is answered with Flushed.
 */
export class DeepgramSession implements LiveSession {
  readonly #socket: LiveSocket;
  readonly #request: LiveRequest;
  readonly #target: Target;
  readonly #context: LiveContext;
  #open: (Turn & { readonly speech: LiveSpeech }) | undefined;
  /** Those that are complete or being spoken. */
  #turns: Turn[] = [];
  #isSpeaking = false;
  #isClosing = false;
  #sequence = 0;

  constructor(socket: LiveSocket, request: LiveRequest, target: Target, context: LiveContext) {
    this.#socket = socket;
    this.#request = request;
    this.#target = target;
    this.#context = context;
    socket.signal.addEventListener("abort", () => this.#giveUp(), { once: true });
    socket.whenSilent(pooledIdleMs, () => socket.close(1000, "idle"));
    const { model } = request;
    this.#tell({
      type: "Metadata",
      request_id: randomUUID(),
      model_name: model,
      model_version: "1",
      model_uuid: randomUUID(),
    });
  }

  message(text: string): void {
    const message = parsed(text);
    if (message === undefined) return this.#tell(warning);
    switch (message.type) {
      case "Speak":
        return this.#turn().speech.text.push(message.text);
      case "Flush":
        return this.#flush();
      case "Clear":
        return this.#clear();
      case "Close":
        this.#isClosing = true;
        if (this.#open !== undefined) this.#flush();
        else this.#speakNext();
    }
  }

  #turn(): Turn & { readonly speech: LiveSpeech } {
    if (this.#open !== undefined) return this.#open;
    if (this.#turns.length >= maxWaitingTurns) {
      throw new Failure("TOO_LARGE", "Too many turns wait to be spoken.");
    }
    const stop = new AbortController();
    const speech = new LiveSpeech(this.#request, this.#context, stop.signal);
    this.#open = { speech, stop };
    this.#turns.push(this.#open);
    this.#speakNext();
    return this.#open;
  }

  #flush(): void {
    if (this.#open === undefined) {
      if (this.#turns.length >= maxWaitingTurns) return;
      this.#turns.push({ speech: undefined, stop: new AbortController() });
    }
    this.#open?.speech.text.end();
    this.#open = undefined;
    this.#speakNext();
  }

  /** Says beside what Deepgram does how much of the turn that was being spoken had been sent. */
  #clear(): void {
    const deliveredMs = this.#turns[0]?.speech?.deliveredMs ?? 0;
    this.#giveUp();
    this.#tell({ type: "Cleared", sequence_id: this.#sequence, delivered_ms: deliveredMs });
  }

  #giveUp(): void {
    const turns = this.#turns;
    this.#turns = [];
    this.#open = undefined;
    for (const { speech, stop } of turns) {
      stop.abort(new Failure("CANCELLED", "The speech was cleared."));
      speech?.text.end();
    }
  }

  #speakNext(): void {
    if (this.#isSpeaking) return;
    const [turn] = this.#turns;
    if (turn === undefined) {
      if (this.#isClosing) this.#socket.close(1000, "");
      return;
    }
    this.#isSpeaking = true;
    void this.#speak(turn)
      .catch((thrown: unknown) => this.#failed(turn, thrown))
      .finally(() => {
        this.#isSpeaking = false;
        if (this.#turns[0] === turn) this.#turns.shift();
        if (!this.#socket.signal.aborted) this.#speakNext();
      });
  }

  async #speak({ speech, stop }: Turn): Promise<void> {
    const { signal } = stop;
    if (speech !== undefined) {
      const { convert } = this.#context.encoders;
      for await (const { bytes } of spoken(speech, convert, this.#target, signal)) {
        signal.throwIfAborted();
        await this.#socket.send(bytes);
      }
    }
    signal.throwIfAborted();
    this.#tell({ type: "Flushed", sequence_id: this.#sequence });
    this.#sequence += 1;
  }

  #failed({ stop }: Turn, thrown: unknown): void {
    if (!stop.signal.aborted) failDeepgram(this.#socket, asFailure(thrown));
  }

  #tell(message: object): void {
    if (this.#socket.signal.aborted) return;
    void this.#socket.send(JSON.stringify(message)).catch(() => undefined);
  }
}

/** Tells a client what went wrong, and closes: all of its clients open another connection then. */
export function failDeepgram(socket: LiveSocket, failure: Failure): void {
  if (socket.signal.aborted) return;
  const { code, message } = failure;
  const told = { type: "Error", description: message, err_code: code, err_msg: message };
  void socket.send(JSON.stringify({ ...told, code, message })).catch(() => undefined);
  const isClients = failure.status >= 400 && failure.status < 500;
  socket.close(isClients ? 1008 : 1011, message);
}

const unreadable = "This message is none that is known here.";

const warning = {
  type: "Warning",
  description: unreadable,
  code: "UNPARSABLE_CLIENT_MESSAGE",
  warn_msg: unreadable,
  warn_code: "UNPARSABLE_CLIENT_MESSAGE",
};

function parsed(text: string): z.output<typeof messageSchema> | undefined {
  try {
    return messageSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
