import { Failure } from "@club/shared/wire/failures.ts";
import { languageTag } from "@club/shared/wire/language-tag.ts";
import type { IncomingMessage } from "node:http";
import type { Caller } from "../../accounts/caller.ts";
import { maxIdleMs } from "../limits.ts";
import type { Dialect } from "../live-listener.ts";
import type { LiveContext, LiveRequest } from "../live-speech.ts";
import { type LiveNames, voiceOf } from "../voice-of.ts";
import { defaultFormat, elevenLabsFormat } from "./elevenlabs-format.ts";
import { ElevenLabsSession, failElevenLabs } from "./elevenlabs-session.ts";

/** ElevenLabs' WebSockets, `/v1/text-to-speech/{voice_id}/stream-input` and `…/multi-stream-input`. */
export function elevenLabsDialect(context: LiveContext, names: LiveNames): Dialect {
  return {
    serves: (path) => pathPattern.test(path),
    keyOf: ({ headers }, query) =>
      elevenLabsKey({ headers }) ?? query.get("authorization") ?? undefined,
    admit: ({ path, query }, caller) => {
      const [, voiceId = "", multi] = pathPattern.exec(path) ?? [];
      const { target } = elevenLabsFormat(query.get("output_format") ?? defaultFormat);
      const request = elevenLabsRequest(caller, names, {
        voiceId: decoded(voiceId),
        modelId: query.get("model_id") ?? undefined,
        language: query.get("language_code") ?? undefined,
      });
      const asked = {
        request,
        target,
        isMulti: multi !== undefined,
        // Whoever asks for synchronised times takes them as of the context.
        countsFromBeginning: query.get("sync_alignment") === "true",
        idleMs: idleMsIn(query),
      };
      return (socket) => new ElevenLabsSession(socket, asked, context);
    },
    fail: failElevenLabs,
  };
}

const pathPattern = /^\/v1\/text-to-speech\/([^/]{1,768})\/(multi-)?stream-input$/;

/** The header `xi-api-key`, or a bearer key. */
export function elevenLabsKey({ headers }: Pick<IncomingMessage, "headers">): string | undefined {
  const key = headers["xi-api-key"];
  if (typeof key === "string" && key !== "") return key;
  const [scheme, bearer] = (headers.authorization ?? "").trim().split(/\s+/);
  return scheme?.toLowerCase() === "bearer" ? bearer : undefined;
}

export type ElevenLabsVoice = {
  readonly voiceId: string;
  readonly modelId?: string | undefined;
  readonly language?: string | undefined;
  readonly parameters?: LiveRequest["parameters"];
};

/** Whom a client means. Throws where nobody has that voice. */
export function elevenLabsRequest(
  caller: Caller,
  { models, router }: LiveNames,
  { voiceId, modelId, language, parameters = {} }: ElevenLabsVoice,
): LiveRequest {
  const voice = voiceOf(models, caller, voiceId, modelId);
  router.modelFor({ ...voice, caller, features: [], except: new Set() });
  const isTag = language !== undefined && languageTag.test(language);
  return { ...voice, caller, language: isTag ? language : undefined, parameters, trace: undefined };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new Failure("INVALID_REQUEST", "voice_id: this is not percent-encoded.", { cause });
  }
}

function idleMsIn(query: URLSearchParams): number | undefined {
  const seconds = Number(query.get("inactivity_timeout") ?? Number.NaN);
  return seconds >= 1 ? Math.min(maxIdleMs, seconds * 1000) : undefined;
}
