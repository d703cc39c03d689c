import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export type Answer = { readonly status: number; readonly body: unknown };
export type Api = AsyncDisposable & { readonly url: string; readonly asked: string[] };

/** An HTTP API that answers by method and path; `asked` has what came, with its bodies. */
export async function api(answer: (question: string, body: string) => Answer): Promise<Api> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const question = `${request.method} ${request.url}`;
      asked.push(`${question} ${request.headers.authorization ?? ""}${body}`);
      const { status, body: reply } = answer(question, body);
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(reply));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString();
}
