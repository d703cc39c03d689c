import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { unreachable } from "@club/shared/unreachable.ts";
import { setTimeout as sleep } from "node:timers/promises";

/** How the next and all further requests for speech go wrong; `none` to be well again. */
export type Fault =
  | { readonly kind: "none" }
  /** The status, with the error body of the real server. */
  | { readonly kind: "status"; readonly status: number }
  /** No answer at all. */
  | { readonly kind: "hang" }
  | { readonly kind: "html" }
  /** A 200 without a body. */
  | { readonly kind: "empty" }
  /** So many bytes of the body, then the connection is destroyed. */
  | { readonly kind: "cut"; readonly afterBytes: number }
  /** So many bytes of the body, then nothing more. */
  | { readonly kind: "stall"; readonly afterBytes: number };

export type SeenRequest = {
  readonly method: string;
  /** The path without its query. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  /** The client's port: the same for as long as a connection is kept alive. */
  readonly clientPort: number | undefined;
};

export type Reply = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent whole with its length, or piece by piece. */
  readonly body?: string | Buffer | readonly Buffer[];
  /** How long the server works before it answers. */
  readonly afterMs?: number;
  /** How long the server works for each piece of the body: one piece of one request at a time. */
  readonly workMs?: readonly number[];
};

/** How a real server behaves while it works. */
export type Habits = {
  /** Nothing else is answered meanwhile: its event loop stands still. */
  readonly isDeafAtWork?: boolean;
  /** It does all the work of a request whose client is gone; otherwise it notices after a piece. */
  readonly goesOnAfterCancel?: boolean;
  /** For so long from its start on it answers 503 to everything. */
  readonly loadsForMs?: number;
};

export type Route = (request: SeenRequest) => Reply;

/** A client that closed the connection before the answer was complete. */
export type Close = { readonly path: string; readonly atMs: number };

export type SpeechServer = AsyncDisposable & {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Every request for speech, in order. */
  readonly requests: readonly SeenRequest[];
  /** Answers under way. */
  readonly speaking: number;
  /** Pieces of work under way or waiting, also for clients that are gone. */
  readonly working: number;
  fault: Fault;
  /** The next connection that a client closes in the middle of an answer. */
  nextClose(): Promise<Close>;
  /** Resolves when a request for speech has come, at once if one is being answered. */
  spokenTo(): Promise<void>;
  stop(): Promise<void>;
};

export type SpeechServerOptions = {
  /** `POST /path` → what it answers with; faults apply to these alone. */
  readonly speech: Readonly<Record<string, Route>>;
  /** `GET /path` → what it answers with; everything else is `missing`. */
  readonly other?: Readonly<Record<string, Route>>;
  readonly missing?: Route;
  /** The real server's words for a failure. */
  readonly failure?: (status: number) => Reply;
  /** Bytes a second of a body that is sent piece by piece; without it as fast as it is read. */
  readonly bytesPerSecond?: number;
  readonly port?: number;
  readonly habits?: Habits;
  /** While it is true no request is answered, and those that came stay open: a server with one thread. */
  readonly isBlocked?: () => boolean;
};

/** A server of the tests' own on a free port of the loopback address, with faults at will. */
export async function startSpeechServer(options: SpeechServerOptions): Promise<SpeechServer> {
  const requests: SeenRequest[] = [];
  const closes: ((close: Close) => void)[] = [];
  const arrivals: (() => void)[] = [];
  let speaking = 0;
  let working = 0;
  let work: Promise<unknown> = Promise.resolve();
  const doWork: Work = (ms) => {
    working++;
    work = work.then(() => sleep(ms)).finally(() => working--);
    return work;
  };
  const habits = options.habits ?? {};
  const loadedMs = performance.now() + (habits.loadsForMs ?? 0);

  const server = createServer((request, response) => {
    void answer(request, response);
  });
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const seen = await see(request);
    if (options.isBlocked?.() === true) return;
    if (habits.isDeafAtWork === true) await work;
    if (performance.now() < loadedMs) return await send(response, { status: 503 });
    const key = `${seen.method} ${seen.path}`;
    const speech = options.speech[key];
    const other = options.other?.[key] ?? options.missing ?? (() => ({ status: 404 }));
    if (speech === undefined) return await send(response, other(seen));
    requests.push(seen);
    speaking++;
    response.once("close", () => {
      speaking--;
      if (response.writableFinished) return;
      const close = { path: seen.path, atMs: performance.now() };
      for (const resolve of closes.splice(0)) resolve(close);
    });
    for (const resolve of arrivals.splice(0)) resolve();
    await misbehave(response, self.fault, options, () => speech(seen), doWork);
  };

  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const self: SpeechServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get speaking() {
      return speaking;
    },
    get working() {
      return working;
    },
    fault: { kind: "none" },
    nextClose: () => new Promise((resolve) => closes.push(resolve)),
    spokenTo: () =>
      speaking > 0 ? Promise.resolve() : new Promise((resolve) => arrivals.push(resolve)),
    async stop() {
      if (!server.listening) return;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    [Symbol.asyncDispose]: () => self.stop(),
  };
  return self;
}

async function see(request: IncomingMessage): Promise<SeenRequest> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return {
    method: request.method ?? "",
    path: new URL(request.url ?? "/", "http://localhost").pathname,
    headers: request.headers,
    body: Buffer.concat(parts),
    clientPort: request.socket.remotePort,
  };
}

async function misbehave(
  response: ServerResponse,
  fault: Fault,
  options: SpeechServerOptions,
  well: () => Reply,
  work: Work,
): Promise<void> {
  switch (fault.kind) {
    case "hang":
      return;
    case "status":
      return await send(response, options.failure?.(fault.status) ?? { status: fault.status });
    case "html":
      return await send(response, {
        headers: { "content-type": "text/html" },
        body: "<!doctype html><title>Oops</title>",
      });
    case "empty":
      return await send(response, { headers: { "content-type": "audio/wav" }, body: [] });
    case "cut":
    case "stall": {
      const reply = well();
      response.writeHead(reply.status ?? 200, reply.headers);
      const all = Buffer.concat([reply.body ?? []].flat().map((part) => Buffer.from(part)));
      response.write(all.subarray(0, fault.afterBytes), () => {
        if (fault.kind === "cut") response.destroy();
      });
      return;
    }
    case "none":
      return await send(response, well(), options, work);
    default:
      return unreachable(fault);
  }
}

/** Waits until the server has done so many milliseconds of work. */
type Work = (ms: number) => Promise<unknown>;

async function send(
  response: ServerResponse,
  reply: Reply,
  { bytesPerSecond, habits }: Partial<SpeechServerOptions> = {},
  work: Work = sleep,
) {
  const { body = "" } = reply;
  if (reply.afterMs !== undefined) await sleep(reply.afterMs);
  if (typeof body === "string" || Buffer.isBuffer(body)) {
    response.writeHead(reply.status ?? 200, {
      "content-length": Buffer.byteLength(body),
      ...reply.headers,
    });
    response.end(body);
    return;
  }
  response.writeHead(reply.status ?? 200, reply.headers);
  response.flushHeaders();
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const startMs = performance.now();
  let sent = 0;
  for (const [at, piece] of body.entries()) {
    if (gone.signal.aborted && habits?.goesOnAfterCancel !== true) return;
    if (reply.workMs !== undefined) await work(reply.workMs[at] ?? 0);
    if (gone.signal.aborted) continue;
    if (!response.write(piece)) {
      await once(response, "drain", { signal: gone.signal }).catch(() => undefined);
    }
    sent += piece.byteLength;
    if (bytesPerSecond === undefined) continue;
    const dueMs = startMs + (sent / bytesPerSecond) * 1_000;
    await sleep(Math.max(0, dueMs - performance.now()), undefined, { signal: gone.signal }).catch(
      () => undefined,
    );
  }
  response.end();
}
