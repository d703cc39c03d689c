import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

// A proxy's program, in the manner of inference.club: the whole clip is taken from the engine before
// any of it is passed on. Its argument is the engine's address; the first line says where it listens.
const [engineUrl] = process.argv.slice(2);

async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = await fetch(`${engineUrl}${request.url}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: await buffer(request),
  });
  const clip = Buffer.from(await answer.arrayBuffer());
  const type = answer.headers.get("content-type") ?? "application/octet-stream";
  response.writeHead(answer.status, { "content-type": type, "content-length": clip.length });
  response.end(clip);
}

const server = createServer((request, response) => {
  pass(request, response).catch(() => response.destroy());
});
await once(server.listen(0, "127.0.0.1"), "listening");
console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
