import type { FastifyPluginAsync } from "fastify";
import { authenticate, type AuthenticationOptions } from "../http/authentication.ts";
import type { StreamedSpeech } from "../http/speech.ts";
import { authenticateBy } from "./authenticate-by.ts";
import { deepgramDialect, deepgramKey, type LiveNames } from "./deepgram/deepgram-dialect.ts";
import { deepgramRoutes } from "./deepgram/deepgram-routes.ts";
import { LiveListener, type LiveListenerOptions } from "./live-listener.ts";
import type { LiveContext } from "./live-speech.ts";
import { streamedRoutes } from "./streamed-routes.ts";
import { streamedSpeech, type StreamedSpeechOptions } from "./streamed-speech.ts";

/** Speech whose text is still being written, in the protocols of several vendors. */
export type Live = {
  readonly listener: LiveListener;
  readonly streamed: StreamedSpeech;
  readonly routes: FastifyPluginAsync;
};

export type OpenLiveOptions = StreamedSpeechOptions &
  Omit<LiveListenerOptions, "dialects"> &
  LiveContext &
  LiveNames &
  Pick<AuthenticationOptions, "accounts">;

export function openLive(options: OpenLiveOptions): Live {
  const streamed = streamedSpeech(options);
  const listener = new LiveListener({ ...options, dialects: [deepgramDialect(options, options)] });
  return {
    listener,
    streamed,
    routes: async (app) => {
      await app.register(async (scoped) => {
        scoped.addHook("onRequest", authenticate(["consumer"], options));
        await scoped.register(streamedRoutes(streamed));
      });
      await app.register(async (scoped) => {
        scoped.addHook("onRequest", authenticateBy(deepgramKey, options));
        await scoped.register(deepgramRoutes(options, options));
      });
    },
  };
}
