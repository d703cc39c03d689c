import type { FastifyPluginAsync } from "fastify";
import { uncounted } from "../http/request-rates.ts";
import type { StreamedSpeech } from "../http/speech.ts";

/** `PUT /v1/audio/speech`: what `curl -T -` sends, whatever it calls its body. */
export function streamedRoutes(streamed: StreamedSpeech): FastifyPluginAsync {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", (_, payload, done) => done(null, payload));
    // The document has it as POST: a PUT with a body that has no end yet cannot be described better.
    app.put(
      "/v1/audio/speech",
      { schema: { hide: true }, config: uncounted },
      async (request, reply) => {
        await streamed(request, reply, request.raw);
        return reply;
      },
    );
  };
}
