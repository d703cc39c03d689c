import { Failure } from "@club/shared/wire/failures.ts";
import type { IncomingMessage } from "node:http";
import type { Caller } from "../../accounts/caller.ts";
import type { Dialect } from "../live-listener.ts";
import type { LiveContext, LiveRequest } from "../live-speech.ts";
import { type LiveNames, voiceOf } from "../voice-of.ts";
import { deepgramFormat } from "./deepgram-format.ts";
import { DeepgramSession, failDeepgram } from "./deepgram-session.ts";

/** Deepgram's WebSocket, `/v1/speak`. */
export function deepgramDialect(context: LiveContext, names: LiveNames): Dialect {
  return {
    serves: (path) => path === "/v1/speak",
    keyOf: deepgramKey,
    admit: ({ query }, caller) => {
      const { target } = deepgramFormat(withoutContainer(query), "linear16");
      const request = deepgramRequest(query, caller, names);
      return (socket) => new DeepgramSession(socket, request, target, context);
    },
    fail: failDeepgram,
    refusal: ({ message }) => [`dg-error: ${message.replaceAll(/[^\x20-\x7e]/g, "?")}`],
  };
}

/** `Authorization: Token …` or `Bearer …`, or the second of two subprotocols. */
export function deepgramKey({ headers }: Pick<IncomingMessage, "headers">): string | undefined {
  const [scheme, key] = (headers.authorization ?? "").trim().split(/\s+/);
  if (scheme !== undefined && /^(?:token|bearer)$/i.test(scheme)) return key;
  const offered = (headers["sec-websocket-protocol"] ?? "").split(",").map((one) => one.trim());
  const at = offered.findIndex((one) => one === "token" || one === "bearer");
  return at < 0 ? undefined : offered[at + 1];
}

/** The model is the voice. Throws where nobody has it. */
export function deepgramRequest(
  query: URLSearchParams,
  caller: Caller,
  { models, router }: LiveNames,
): LiveRequest {
  const name = query.get("model");
  if (!name)
    throw new Failure("MISSING_MODEL", "model: give it as model:voice.", { param: "model" });
  const voice = voiceOf(models, caller, name);
  router.modelFor({ ...voice, caller, features: [], except: new Set() });
  const speed = Number(query.get("speed") ?? 1);
  const parameters = speed >= 0.25 && speed <= 4 && speed !== 1 ? { speed } : {};
  return { ...voice, caller, language: undefined, parameters, trace: undefined };
}

/** What is sent as it is made has no container. */
function withoutContainer(query: URLSearchParams): URLSearchParams {
  const bare = new URLSearchParams(query);
  bare.set("container", "none");
  return bare;
}
