import type { FastifyPluginAsync } from "fastify";
import type { IncomingMessage } from "node:http";
import { authenticate, type AuthenticationOptions } from "../http/authentication.ts";
import { guarded } from "../http/guarded.ts";
import type { StreamedSpeech } from "../http/speech.ts";
import { authenticateBy } from "./authenticate-by.ts";
import { deepgramDialect, deepgramKey } from "./deepgram/deepgram-dialect.ts";
import { deepgramRoutes } from "./deepgram/deepgram-routes.ts";
import { elevenLabsDialect, elevenLabsKey } from "./elevenlabs/elevenlabs-dialect.ts";
import {
  elevenLabsLists,
  elevenLabsUrl,
  type ListsOptions,
} from "./elevenlabs/elevenlabs-lists.ts";
import { answerFailure, elevenLabsRoutes } from "./elevenlabs/elevenlabs-routes.ts";
import { LiveListener, type LiveListenerOptions } from "./live-listener.ts";
import type { LiveContext } from "./live-speech.ts";
import { streamedRoutes } from "./streamed-routes.ts";
import type { LiveNames } from "./voice-of.ts";
import { streamedSpeech, type StreamedSpeechOptions } from "./streamed-speech.ts";

/** Speech whose text is still being written, in the protocols of several vendors. */
export type Live = {
  readonly listener: LiveListener;
  readonly streamed: StreamedSpeech;
  readonly routes: FastifyPluginAsync;
  /** Where a request leads, by its headers. */
  readonly urlOf: (request: IncomingMessage) => string;
};

export type OpenLiveOptions = StreamedSpeechOptions &
  Omit<LiveListenerOptions, "dialects"> &
  LiveContext &
  LiveNames &
  ListsOptions &
  Pick<AuthenticationOptions, "accounts">;

export function openLive(options: OpenLiveOptions): Live {
  const streamed = streamedSpeech(options);
  const listener = new LiveListener({
    ...options,
    dialects: [elevenLabsDialect(options, options), deepgramDialect(options, options)],
  });
  return {
    listener,
    streamed,
    urlOf: elevenLabsUrl,
    routes: async (app) => {
      const withKey = authenticate(["consumer"], options);
      await app.register(guarded(withKey, streamedRoutes(streamed)));
      const withDeepgramKey = authenticateBy(deepgramKey, options);
      await app.register(guarded(withDeepgramKey, deepgramRoutes(options, options)));
      await app.register(async (scoped) => {
        scoped.setErrorHandler((...thrown) => answerFailure(...thrown));
        const withElevenLabsKey = authenticateBy(elevenLabsKey, options);
        const routes = elevenLabsRoutes(options, options);
        await scoped.register(guarded(withElevenLabsKey, routes, elevenLabsLists(options)));
      });
    },
  };
}
