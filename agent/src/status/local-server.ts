import { chmod, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import { makePrivateFolder } from "../files/private-folder.ts";
import type { SocketPlace } from "./socket-path.ts";

/** Answers one local request; what it returns becomes the body, a string as text, else as JSON. */
export type LocalRoute = (request: IncomingMessage, response: ServerResponse) => unknown;

/** `METHOD /path` → what answers it. */
export type LocalRoutes = Readonly<Record<string, LocalRoute>>;

/** Serves the routes until it is disposed of. */
export interface LocalServer extends AsyncDisposable {
  /** Takes no new connections and gives up its address; requests in flight are still answered. */
  leave(): void;
}

/**
 * Serves HTTP on a Unix socket, or a named pipe of Windows, that only this user can open. A socket that a dead agent left behind is
 * replaced; throws CONFLICT when a running agent answers on it.
 */
export async function serveSocket(
  { folder, path }: SocketPlace,
  routes: LocalRoutes,
): Promise<LocalServer> {
  if (folder !== undefined) await makePrivateFolder(folder);
  if (await isAnswered(path)) {
    throw new Failure(
      "CONFLICT",
      "An agent of this name is running already; choose another --name.",
    );
  }
  if (folder !== undefined) await rm(path, { force: true });
  const server = createServer(handler(routes));
  await listening(server, () => server.listen(path));
  if (folder !== undefined) await chmod(path, 0o600);
  return localServer(server);
}

/** Serves the routes on a TCP address. Throws CONFLICT when it is taken. */
export async function serveAddress(
  { host, port }: { readonly host: string; readonly port: number },
  routes: LocalRoutes,
): Promise<LocalServer> {
  const server = createServer(handler(routes));
  await listening(server, () => server.listen(port, host)).catch((cause: unknown) => {
    throw new Failure("CONFLICT", `Cannot listen on ${host}:${port}.`, { cause });
  });
  return localServer(server);
}

function localServer(server: Server): LocalServer {
  // Without this, running out of file descriptors at an accept would end the process.
  server.on("error", () => undefined);
  return {
    leave: () => void server.close(),
    [Symbol.asyncDispose]: () => closed(server),
  };
}

function handler(
  routes: LocalRoutes,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const [path] = (request.url ?? "/").split("?");
    const route = routes[`${request.method} ${path}`];
    if (route === undefined) return reply(response, 404, { error: "There is nothing here." });
    void answer(route, request, response);
    return undefined;
  };
}

/** A failure is the answer; one that comes after the answer has begun ends the connection. */
async function answer(
  route: LocalRoute,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const body = await route(request, response);
    if (body !== undefined) reply(response, 200, body);
  } catch (thrown) {
    const failure = asFailure(thrown);
    if (response.headersSent) response.destroy();
    else reply(response, failure.status, { error: failure.message });
  }
}

function listening(server: Server, listen: () => unknown): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.once("listening", resolve);
  listen();
  return promise.finally(() => server.off("error", reject));
}

function closed(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  return promise;
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  const isText = typeof body === "string";
  response.writeHead(status, {
    "content-type": isText ? "text/plain; charset=utf-8" : "application/json",
  });
  response.end(isText ? body : `${JSON.stringify(body)}\n`);
}

function isAnswered(path: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(path);
  socket.once("connect", () => resolve(true));
  socket.on("error", () => resolve(false));
  return promise.finally(() => socket.destroy());
}
