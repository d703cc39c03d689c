import { memoryChannels } from "@club/shared/channel/memory-channel.ts";
import { Pump } from "@club/shared/channel/pump.ts";
import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import { AgentEndpoint } from "@club/shared/mux/agent-endpoint.ts";
import type { AgentStream } from "@club/shared/mux/agent-stream.ts";
import { noTelemetry } from "@club/shared/mux/mux-endpoint.ts";
import { decode } from "@club/shared/wire/decode.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Hello, ServiceDeclaration } from "@club/shared/wire/messages.ts";
import { pino } from "pino";
import { type Clock, systemClock } from "../../src/clock.ts";
import type { Owner } from "../../src/providers/provider.ts";
import type { Registry } from "../../src/providers/registry.ts";
import { Session } from "../../src/providers/session.ts";

/** What a scripted agent does with a request; the signal fires when the hub cancels it. */
export type Script = (stream: AgentStream, signal: AbortSignal) => Promise<void> | void;

export type ScriptedAgent = {
  readonly session: Session;
  /** The texts that it was asked to speak. */
  readonly texts: readonly string[];
  /** The hashes of recordings that it was asked to forget. */
  readonly forgotten: readonly string[];
  /** Ends its session. */
  kill(): void;
  /** Loses its socket, as when its machine dies: the hub waits for it to come back. */
  drop(): void;
};

export type AgentOptions = {
  readonly name?: string;
  readonly owner?: Owner;
  readonly service?: Partial<ServiceDeclaration>;
  /** The hub's. */
  readonly clock?: Clock;
};

/** Attaches an agent that runs a script, over the real mux and a channel in memory. */
export function attachAgent(
  registry: Registry,
  script: Script,
  options: AgentOptions = {},
): Promise<ScriptedAgent> {
  const { promise, resolve } = Promise.withResolvers<ScriptedAgent>();
  const [hubSide, agentSide] = memoryChannels();
  const texts: string[] = [];
  const forgotten: string[] = [];
  const name = options.name ?? "rig";
  const endpoint = new AgentEndpoint(
    {
      instance: `instance-of-${name}`,
      name,
      version: "0",
      services: [serviceOf(options.service)],
      random: Math.random,
      telemetry: noTelemetry,
    },
    {
      welcomed: () =>
        resolve({
          session,
          texts,
          forgotten,
          kill: () => session.close(1000, "killed"),
          drop: () => agentSide.close(1006, ""),
        }),
      opened: (stream) => {
        texts.push(stream.request.text);
        void runScript(stream, script);
      },
      draining: () => undefined,
      forget: (hash) => forgotten.push(hash),
    },
  );
  endpoint.connect(0, performance.now());
  const hello = decode(endpoint.nextFrame(performance.now()) ?? new Uint8Array()) as Hello;
  const session = new Session(hello, options.owner ?? ownerCalled("ann"), {
    hubId: "hub",
    registry,
    clock: options.clock ?? systemClock,
    excessOf: () => undefined,
    telemetry: noTelemetry,
    log: pino({ level: "silent" }),
  });
  registry.add(session.provider);
  session.connect(hubSide, hello, hello.protocol.newest);
  void new Pump(endpoint, agentSide).closed;
  return promise;
}

export function ownerCalled(userName: string): Owner {
  return { userId: `user-${userName}`, userName, keyId: `key-${userName}` };
}

/** A script that speaks so many bytes, each its offset modulo 251, then goes on with `then`. */
export function speaking(
  bytes: number,
  then: (stream: AgentStream) => void = (stream) => stream.end({}),
  format: PcmFormat = { rateHz: 24_000, channels: 1 },
): Script {
  return async (stream, signal) => {
    stream.accept(format);
    for (let at = 0; at < bytes && !signal.aborted; ) {
      const length = Math.min(4_800, bytes - at);
      await room(stream, signal);
      stream.write(pattern(at, length));
      at += length;
    }
    then(stream);
  };
}

/** The bytes that `speaking` gives. */
export function pattern(from: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (from + at) % 251);
}

const wakers = new WeakMap<AgentStream, () => void>();

async function room(stream: AgentStream, signal: AbortSignal): Promise<void> {
  while (stream.room === 0 && !signal.aborted) {
    await new Promise<void>((resolve) => wakers.set(stream, resolve));
  }
}

/** Does with a stream what a script says. */
export async function runScript(stream: AgentStream, script: Script): Promise<void> {
  const controller = new AbortController();
  const wake = (): void => wakers.get(stream)?.();
  stream.listen({
    cancelled: (failure) => {
      controller.abort(failure);
      wake();
      stream.fail(new Failure("CANCELLED", "stopped"));
    },
    writable: wake,
    promptReadable: wake,
  });
  await script(stream, controller.signal);
}

/** A service as an agent declares it, where nothing else is said. */
export function serviceOf(service: Partial<ServiceDeclaration> = {}): ServiceDeclaration {
  return {
    id: "tts",
    type: "tts",
    model: "m",
    voices: [{ name: "v", languages: ["en"] }],
    defaultVoice: "v",
    features: ["streaming"],
    slots: 2,
    ready: true,
    access: "members",
    ...service,
  };
}
