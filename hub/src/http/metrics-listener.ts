import { Failure } from "@club/shared/wire/failures.ts";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { Metrics } from "../metrics.ts";
import { maxMetricsConnections } from "./limits.ts";
import { metricsContentType, namesThisMachine } from "./metrics.ts";

/**
 * Serves `/metrics` at an address of its own, for networks that keep operation apart from use: those
 * who reach it need no key. Throws CONFLICT where it cannot listen.
 */
export async function listenForMetrics(
  address: string,
  metrics: Metrics,
): Promise<AsyncDisposable> {
  const { hostname, port } = new URL(`http://${address}`);
  const isForThisMachine = namesThisMachine(hostname);
  const server = createServer(({ url = "", headers }, response) => {
    // A web page whose name was made to lead here is sent with that name.
    if (isForThisMachine && !namesThisMachine(hostIn(headers.host))) response.writeHead(403).end();
    else if (url.split("?", 1)[0] === "/metrics") void answer(response, metrics);
    else response.writeHead(404).end();
  });
  server.maxConnections = maxMetricsConnections;
  try {
    await once(server.listen(Number(port), hostname.replaceAll(/^\[|\]$/g, "")), "listening");
  } catch (cause) {
    const message = `Cannot listen on ${address} for metrics (${(cause as Error).message}).`;
    throw new Failure("CONFLICT", message, { cause });
  }
  return {
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function hostIn(host = ""): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : "";
}

async function answer(response: ServerResponse, metrics: Metrics): Promise<void> {
  try {
    const text = await metrics.text();
    response.setHeader("content-type", metricsContentType).end(text);
  } catch {
    response.writeHead(500).end();
  }
}
