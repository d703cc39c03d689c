import { once } from "node:events";
import { connect } from "node:net";
import type { RunningProcess } from "../../processes/running-process.ts";
import { until } from "../../until.ts";
import { patienceMs } from "./limits.ts";

/** Resolves when the program accepts connections there. */
export async function untilListening(program: RunningProcess, port: number): Promise<void> {
  const listens = async (): Promise<true | undefined> => {
    program.assertRunning();
    return (await accepts(port)) || undefined;
  };
  await until(`${program.name} to listen`, listens, { timeoutMs: patienceMs });
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
