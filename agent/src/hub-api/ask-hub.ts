import { Agent, fetch, ProxyAgent } from "undici";
import { readAtMost } from "../engines/http/read-at-most.ts";
import { agentLimits } from "../limits.ts";
import { proxyFor } from "../link/proxy.ts";
import { unreachableHub } from "../link/refusal.ts";

export type HubAnswer = {
  readonly status: number;
  /** The JSON in the body; undefined when there is none. */
  readonly body: unknown;
  readonly headers: { get(name: string): string | null };
};

export type HubQuestion = {
  readonly method?: "GET" | "POST";
  readonly token?: string;
  readonly json?: unknown;
};

/**
 * Asks the hub's HTTP API. `path` has no leading slash. Throws CONN_LOST, in words, when the hub
 * cannot be reached; every status is an answer. Goes through the same proxy as the tunnel.
 */
export async function askHub(hub: URL, path: string, question: HubQuestion): Promise<HubAnswer> {
  const base = hub.href.endsWith("/") ? hub.href : `${hub.href}/`;
  const { method = "GET", token, json } = question;
  const proxy = proxyFor(hub);
  const dispatcher = proxy === undefined ? new Agent() : new ProxyAgent(proxy.href);
  try {
    const response = await fetch(new URL(path, base), {
      method,
      dispatcher,
      redirect: "manual",
      signal: AbortSignal.timeout(agentLimits.hubAnswerMs),
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(json !== undefined && { "content-type": "application/json" }),
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
    const text =
      response.body === null ? "" : await readAtMost(response.body, agentLimits.hubBodyBytes);
    return { status: response.status, body: parsed(text), headers: response.headers };
  } catch (error) {
    throw unreachableHub(hub.origin, error instanceof Error ? (error.cause ?? error) : error);
  } finally {
    await dispatcher.close();
  }
}

/** The hub's own words about an error, `error.message`; empty when there are none. */
export function errorWords({ body }: HubAnswer): string {
  const error = memberOf(body, "error");
  const message = memberOf(error, "message") ?? memberOf(body, "error_description");
  return typeof message === "string" ? message.slice(0, agentLimits.errorChars) : "";
}

export function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
