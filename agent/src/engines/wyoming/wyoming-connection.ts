import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Failure } from "@club/shared/wire/failures.ts";
import { engineLimits } from "../limits.ts";
import { encodeEvent, readEvents, type WyomingEvent } from "./wyoming-wire.ts";

/**
 * Sends one event over a connection of its own and gives what is answered, until the server closes it
 * or the iteration is left; the signal closes it at once. Throws NOT_READY when nobody listens.
 */
export async function* ask(
  url: URL,
  type: string,
  data: object,
  signal: AbortSignal,
): AsyncGenerator<WyomingEvent> {
  const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port) });
  const close = () => socket.destroy();
  signal.addEventListener("abort", close, { once: true });
  try {
    const late = AbortSignal.timeout(engineLimits.connectMs);
    const either = AbortSignal.any([signal, late]);
    await once(socket, "connect", { signal: either }).catch((error: unknown) => {
      throw new Failure("NOT_READY", `No Wyoming server answers at ${url.host}.`, { cause: error });
    });
    socket.write(encodeEvent(type, data));
    yield* readEvents(received(socket));
  } finally {
    signal.removeEventListener("abort", close);
    socket.destroy();
  }
}

async function* received(socket: Socket): AsyncGenerator<Uint8Array> {
  try {
    for await (const bytes of socket) yield bytes as Uint8Array;
  } catch (error) {
    throw new Failure("ENGINE_FAILED", "The Wyoming server broke off.", { cause: error });
  }
}
