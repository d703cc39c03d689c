import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { pipeline } from "node:stream/promises";
import { speak } from "./requests.ts";
import type { TestClub } from "./test-club.ts";

/**
 * Stands between a player, which has no key, and the hub, as the servers of chat applications do. Its
 * address speaks what its query says: `?input=Hello.&response_format=mp3`.
 *
 * @param contentType what the player is told, where that is not what the hub says
 */
export async function startRelay(
  t: TestContext,
  club: TestClub,
  model: string,
  contentType?: string,
): Promise<string> {
  const server = createServer((request, response) => {
    void relay(club, model, contentType, request, response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/speech`;
}

async function relay(
  club: TestClub,
  model: string,
  contentType: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://relay");
  if (pathname !== "/speech") {
    response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html>");
    return;
  }
  const answer = await speak(club, { model, ...Object.fromEntries(searchParams) });
  const type = contentType ?? answer.headers.get("content-type") ?? "";
  response.writeHead(answer.status, { "content-type": type });
  // A player may well leave before the end.
  if (answer.body !== null) await pipeline(answer.body, response).catch(() => {});
}
