import { Pump } from "@club/shared/channel/pump.ts";
import { WsChannel } from "@club/shared/channel/ws-channel.ts";
import { AgentEndpoint } from "@club/shared/mux/agent-endpoint.ts";
import type { AgentStream } from "@club/shared/mux/agent-stream.ts";
import { noTelemetry } from "@club/shared/mux/mux-endpoint.ts";
import { openConnection } from "../../../shared/test/channel/web-sockets.ts";

// node agent.ts PORT COUNT: so many agents in a process of its own. Says its CPU time when asked.
const [port = 0, count = 1] = process.argv.slice(2).map(Number);
for (let i = 0; i < count; i++) await dial(i);

process.on("message", () => process.send?.(process.cpuUsage()));
process.once("disconnect", () => process.exit());
process.send?.("ready");

async function dial(index: number): Promise<void> {
  const { socket, connection } = await openConnection(port, false);
  const service = {
    id: "tts",
    type: "tts",
    model: "tone",
    voices: [],
    features: [],
    slots: 256,
    ready: true,
    access: "members" as const,
  };
  const endpoint = new AgentEndpoint(
    {
      instance: `instance-${index}`,
      name: `agent-${index}`,
      version: "1",
      services: [service],
      random: Math.random,
      telemetry: noTelemetry,
    },
    { welcomed: () => undefined, opened: speak, draining: () => undefined },
  );
  endpoint.connect(1, performance.now());
  void new Pump(endpoint, new WsChannel(socket, connection)).closed;
}

/** Writes whatever the stream has room for, for ever. */
function speak(stream: AgentStream): void {
  const write = (): void => {
    while (stream.room > 0) stream.write(new Uint8Array(Math.min(stream.room, 16_384)));
  };
  stream.listen({
    cancelled: () => stream.end({}),
    writable: write,
    promptReadable: () => undefined,
  });
  stream.accept({ rateHz: 24_000, channels: 1 });
  write();
}
