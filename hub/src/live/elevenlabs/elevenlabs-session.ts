import { Failure } from "@club/shared/wire/failures.ts";
import type { Target } from "../../encoding/conversion.ts";
import { contextIdleMs, maxContexts, maxIdleMs } from "../limits.ts";
import type { LiveContext, LiveRequest } from "../live-speech.ts";
import type { LiveSession, LiveSocket } from "../live-socket.ts";
import { ElevenLabsContext } from "./elevenlabs-context.ts";
import { type ElevenLabsMessage, elevenLabsMessage, speedOf } from "./elevenlabs-message.ts";

export type ElevenLabsAsked = {
  readonly request: LiveRequest;
  readonly target: Target;
  /** Whether the client has several contexts; else its one text ends with an empty message. */
  readonly isMulti: boolean;
  readonly countsFromBeginning: boolean;
  /** What the client says of its silence; undefined: nothing. */
  readonly idleMs: number | undefined;
};

/** A session of an ElevenLabs client. */
export class ElevenLabsSession implements LiveSession {
  readonly #socket: LiveSocket;
  readonly #asked: ElevenLabsAsked;
  readonly #context: LiveContext;
  readonly #contexts = new Map<string, ElevenLabsContext>();
  #isClosing = false;

  constructor(socket: LiveSocket, asked: ElevenLabsAsked, context: LiveContext) {
    this.#socket = socket;
    this.#asked = asked;
    this.#context = context;
    socket.signal.addEventListener("abort", () => this.#cancelAll(), { once: true });
    socket.whenSilent(maxIdleMs, () => this.#close());
  }

  message(text: string): void {
    if (this.#isClosing) return;
    const message = elevenLabsMessage(text);
    if (message.close_socket === true) return this.#close();
    const id = message.context_id ?? "";
    const context = this.#contexts.get(id) ?? this.#opened(id, message);
    if (context === undefined) return;
    context.touch();
    if (message.text) context.push(message.text);
    if (message.flush === true) context.flush();
    const isEnd = !this.#asked.isMulti && message.text === "";
    if (message.close_context === true || isEnd) context.end();
    if (isEnd) this.#isClosing = true;
  }

  /** What has come is still spoken; then the connection is closed. */
  #close(): void {
    this.#isClosing = true;
    for (const context of this.#contexts.values()) context.end();
    this.#closeIfDone();
  }

  /** A context begins with a text; whatever else is said of one that is not there means nothing. */
  #opened(id: string, { text, voice_settings }: ElevenLabsMessage): ElevenLabsContext | undefined {
    const { isMulti, request, target, countsFromBeginning } = this.#asked;
    if (isMulti && !text) return undefined;
    if (this.#contexts.size >= maxContexts) throw tooManyContexts();
    const parameters = { ...request.parameters, ...speedOf(voice_settings) };
    const context = new ElevenLabsContext(
      { ...request, parameters },
      {
        target,
        id: isMulti ? id : undefined,
        countsFromBeginning,
        idleMs: this.#asked.idleMs ?? contextIdleMs,
        send: (message) => this.#socket.send(JSON.stringify(message)),
        onEnd: (failure) => this.#ended(id, failure),
      },
      this.#context,
    );
    this.#contexts.set(id, context);
    return context;
  }

  #ended(id: string, failure: Failure | undefined): void {
    this.#contexts.delete(id);
    if (this.#socket.signal.aborted) return;
    if (failure !== undefined) this.#failed(id, failure);
    if (!this.#asked.isMulti) this.#isClosing = true;
    this.#closeIfDone();
  }

  /** Some clients read errors, others only see that the connection is closed. */
  #failed(id: string, failure: Failure): void {
    const name = this.#asked.isMulti ? { contextId: id, context_id: id } : {};
    const { code, message } = failure;
    const told = { message, error: code.toLowerCase(), code: closeCodeOf(failure), ...name };
    void this.#socket.send(JSON.stringify(told)).catch(() => undefined);
    if (this.#contexts.size === 0) this.#socket.close(closeCodeOf(failure), message);
  }

  #closeIfDone(): void {
    if (this.#isClosing && this.#contexts.size === 0) this.#socket.close(1000, "");
  }

  #cancelAll(): void {
    const gone = new Failure("CANCELLED", "The consumer has gone.");
    for (const context of this.#contexts.values()) context.cancel(gone);
  }
}

/** Tells a client what it did wrong, and closes. */
export function failElevenLabs(socket: LiveSocket, failure: Failure): void {
  if (socket.signal.aborted) return;
  const { message } = failure;
  const error =
    failure.param === "context_id" ? "max_active_conversations" : failure.code.toLowerCase();
  const told = { message, error, code: closeCodeOf(failure) };
  void socket.send(JSON.stringify(told)).catch(() => undefined);
  socket.close(closeCodeOf(failure), message);
}

/** RFC 6455, 7.4.1: what the client did wrong is a violated policy, all else an error of the server. */
function closeCodeOf({ status }: Failure): number {
  return status >= 400 && status < 500 ? 1008 : 1011;
}

function tooManyContexts(): Failure {
  const message = `A session has at most ${maxContexts} contexts at once.`;
  return new Failure("INVALID_REQUEST", message, { param: "context_id" });
}
