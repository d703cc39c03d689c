import { request } from "node:http";
import { Failure } from "@club/shared/wire/failures.ts";
import { agentLimits } from "../limits.ts";

/** An agent's answer on its local socket. Throws CONN_LOST when no agent is there to answer. */
export function askAgent(
  socketPath: string,
  method: "GET" | "POST",
  path: string,
): Promise<{ readonly status: number; readonly body: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
  const lost = (cause: unknown): void =>
    reject(new Failure("CONN_LOST", `No agent answers on ${socketPath}.`, { cause }));
  const signal = AbortSignal.timeout(agentLimits.localMs);
  const asking = request({ socketPath, method, path, signal }, (response) => {
    const parts: Buffer[] = [];
    response.on("data", (part: Buffer) => parts.push(part));
    response.once("error", lost);
    response.once("end", () =>
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() }),
    );
  });
  asking.once("error", lost);
  asking.end();
  return promise;
}
