import { chmod, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import { makePrivateFolder } from "../files/private-folder.ts";

/** Answers one local request; what it returns becomes the body, a string as text, else as JSON. */
export type LocalRoute = (request: IncomingMessage, response: ServerResponse) => unknown;

/** `METHOD /path` → what answers it. */
export type LocalRoutes = Readonly<Record<string, LocalRoute>>;

/** Serves the routes until it is disposed of. */
export type LocalServer = AsyncDisposable;

/**
 * Serves HTTP on a Unix socket that only this user can open. A socket that a dead agent left behind is
 * replaced; throws CONFLICT when an agent that lives answers on it.
 */
export async function serveSocket(
  { folder, path }: { readonly folder: string; readonly path: string },
  routes: LocalRoutes,
): Promise<LocalServer> {
  await makePrivateFolder(folder);
  if (await isAnswered(path)) {
    throw new Failure(
      "CONFLICT",
      "An agent of this name is running already; choose another --name.",
    );
  }
  await rm(path, { force: true });
  const server = createServer(handler(routes));
  await listening(server, () => server.listen(path));
  await chmod(path, 0o600);
  return { [Symbol.asyncDispose]: () => closed(server) };
}

/** Serves the routes on a TCP address, where there is one. Throws CONFLICT when it is taken. */
export async function serveAddress(
  address: { readonly host: string; readonly port: number } | undefined,
  routes: LocalRoutes,
): Promise<LocalServer> {
  if (address === undefined) return { [Symbol.asyncDispose]: () => Promise.resolve() };
  const { host, port } = address;
  const server = createServer(handler(routes));
  await listening(server, () => server.listen(port, host)).catch((cause: unknown) => {
    throw new Failure("CONFLICT", `${host}:${port} cannot be listened on.`, { cause });
  });
  return { [Symbol.asyncDispose]: () => closed(server) };
}

function handler(
  routes: LocalRoutes,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const [path] = (request.url ?? "/").split("?");
    const route = routes[`${request.method} ${path}`];
    if (route === undefined) return reply(response, 404, { error: "There is nothing here." });
    Promise.resolve()
      .then(() => route(request, response))
      .then((body) => (body === undefined ? undefined : reply(response, 200, body)))
      .catch((thrown: unknown) => {
        const failure = asFailure(thrown);
        reply(response, failure.status, { error: failure.message });
      });
    return undefined;
  };
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
  socket.once("error", () => resolve(false));
  return promise.finally(() => socket.destroy());
}
