import { once } from "node:events";
import type { TestContext } from "node:test";
import { Pump } from "@club/shared/channel/pump.ts";
import { WsChannel } from "@club/shared/channel/ws-channel.ts";
import { AgentEndpoint } from "@club/shared/mux/agent-endpoint.ts";
import { noTelemetry } from "@club/shared/mux/mux-endpoint.ts";
import type { ServiceDeclaration } from "@club/shared/wire/messages.ts";
import { pino } from "pino";
import { WebSocket } from "ws";
import type { NewKey } from "../../src/accounts/accounts.ts";
import { createAccounts } from "../../src/accounts/create-accounts.ts";
import { systemClock } from "../../src/clock.ts";
import { loadSettings } from "../../src/config.ts";
import { startHub } from "../../src/hub.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { runScript, type Script, serviceOf } from "../providers/scripted-agent.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** A whole hub in this process, on a free port of loopback. */
export type RunningHub = {
  readonly url: string;
  readonly port: number;
  /** A key with every scope. */
  readonly key: string;
  createKey(key: Partial<NewKey>): Promise<string>;
  /** Attaches an agent that runs a script, over a real WebSocket. */
  attach(script: Script, agent?: ScriptedService): Promise<void>;
  /** Asks it with `key`; `body` is sent as JSON. */
  ask(path: string, options?: AskOptions): Promise<Response>;
  /** `POST /v1/audio/speech` of a text to the model `m`. */
  speak(body?: Readonly<Record<string, unknown>>, options?: AskOptions): Promise<Response>;
  /** Stops it at once. */
  stop(): Promise<void>;
};

export type ScriptedService = {
  readonly name?: string;
  readonly key?: string;
  readonly service?: Partial<ServiceDeclaration>;
};

export type AskOptions = Omit<RequestInit, "body" | "headers"> & {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
};

/** Starts one with settings by their flags' names; it ends with the test. */
export async function startRunningHub(
  t: TestContext,
  flags: Readonly<Record<string, unknown>> = {},
): Promise<RunningHub> {
  const data = await temporaryFolder(t);
  const settings = await loadSettings({ flags: { port: 0, ...flags }, environment: {}, data });
  const hub = await startHub(settings, pino({ level: "silent" }));
  const { url } = hub;
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= hub.stop(AbortSignal.abort()));
  t.after(stop);
  const createKey = async (wanted: Partial<NewKey>): Promise<string> => {
    const store = await openSqliteStore(data);
    const scopes = ["consumer", "provider", "admin"] as const;
    const accounts = createAccounts(store.accounts, systemClock);
    const { secret } = await accounts.createKey({ user: "ann", scopes, ...wanted });
    await store.close();
    return secret;
  };
  const key = await createKey({});
  const ask: RunningHub["ask"] = (path, { headers, body, ...options } = {}) =>
    fetch(`${url}${path}`, {
      ...options,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return {
    url,
    port: Number(new URL(url).port),
    key,
    createKey,
    attach: (script, agent = {}) => attach({ url, key, ...agent }, script),
    ask,
    stop,
    speak: (body = {}, options = {}) =>
      ask("/v1/audio/speech", {
        method: "POST",
        body: { model: "m", input: "Hello there.", ...body },
        ...options,
      }),
  };
}

async function attach(
  { url, key, name = "rig", service }: ScriptedService & { readonly url: string },
  script: Script,
): Promise<void> {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/v1/agent`, "club.v1", {
    headers: { authorization: `Bearer ${key}` },
    autoPong: false,
  });
  await once(socket, "open");
  const { promise, resolve } = Promise.withResolvers<void>();
  const endpoint = new AgentEndpoint(
    {
      instance: `instance-of-${name}`,
      name,
      version: "0",
      services: [serviceOf(service)],
      random: Math.random,
      telemetry: noTelemetry,
    },
    {
      welcomed: () => resolve(),
      opened: (stream) => void runScript(stream, script),
      draining: () => undefined,
      forget: () => undefined,
    },
  );
  endpoint.connect(0, performance.now());
  void new Pump(endpoint, new WsChannel(socket)).closed;
  await promise;
}
