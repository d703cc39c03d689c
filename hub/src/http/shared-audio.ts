import { Failure } from "@club/shared/wire/failures.ts";
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod";
import { hashOfSecret } from "../accounts/secret.ts";
import type { Archive, Clip, ClipName } from "../archive/archive.ts";
import type { Clock } from "../clock.ts";
import type { HistoryEntry } from "../store/history-store.ts";
import type { Share } from "../store/share-store.ts";
import { historyBody } from "./history-body.ts";
import { sendClip, unchangedSchema } from "./history-audio.ts";
import { audioResponse } from "./media-responses.ts";
import { errorSchema, withSchemas } from "./schema.ts";
import { type SharedBody, sharedHead } from "./shared-head.ts";
import type { ShareStores } from "./shares.ts";
import { clipNameOf } from "./stored-audio.ts";
import { ownWebBuild, type WebBuild } from "./web-build.ts";
import { sendDocument } from "./web-document.ts";

export type SharedAudioOptions = ShareStores & {
  readonly archive: Archive;
  /** The dashboard; it shows the page for people. */
  readonly web?: WebBuild;
  readonly clock: Pick<Clock, "wallMs">;
};

/**
 * What a link leads to, for everyone: `GET /s/{secret}`. A page for who opens it in a browser, what is
 * known of the audio for who asks for JSON, and the audio for everyone else. Needs no authentication.
 */
export function sharedAudioRoutes(options: SharedAudioOptions): FastifyPluginAsync {
  const { web = ownWebBuild() } = options;
  const hasPage = web.isBuilt;
  return async (app) => {
    withSchemas(app).route({
      method: ["GET", "HEAD"],
      url: "/s/:secret",
      schema: {
        tags: ["history"],
        summary: "Hear shared audio",
        description:
          "Takes a Range header, as the history's audio does. `Accept: text/html` gets a page, `application/json` what is known of the audio.",
        params: z.object({ secret: z.string().describe("What the link's maker was given.") }),
        querystring: z.object({
          as: z.literal("audio").optional().describe("The audio, whatever is accepted."),
        }),
        security: [],
        response: {
          200: audioResponse,
          206: audioResponse,
          304: unchangedSchema,
          404: errorSchema,
          416: errorSchema,
        },
      },
      handler: async (request, reply): Promise<never> => {
        const shared = await find(options, request.params.secret);
        reply.headers({
          vary: "Accept",
          "x-robots-tag": "noindex",
          "referrer-policy": "no-referrer",
        });
        const wanted = request.query.as ?? kindWanted(request, hasPage);
        return (await answer(wanted, shared, { request, reply, web })) as never;
      },
    });
  };
}

type Shared = {
  readonly share: Share;
  readonly entry: HistoryEntry;
  readonly clip: Clip;
  readonly name: ClipName;
};

type Kind = "page" | "facts" | "audio";

type Exchange = {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly web: WebBuild;
};

async function answer(
  wanted: Kind,
  shared: Shared | undefined,
  { request, reply, web }: Exchange,
): Promise<unknown> {
  if (wanted === "page") {
    const address = `${request.protocol}://${request.host}${request.url}`;
    const head = sharedHead(shared && sharedBody(shared), address);
    return await sendDocument(reply.code(shared === undefined ? 404 : 200), web, head);
  }
  if (shared === undefined)
    throw new Failure(
      "NOT_FOUND",
      "This link does not work: it expired, was ended, or its audio was deleted.",
    );
  if (wanted === "audio") return sendClip(request, reply, shared);
  return reply.send(sharedBody(shared));
}

function sharedBody({ share, entry }: Shared): SharedBody {
  const { model, voice, audio_seconds, created, format, input } = historyBody(entry);
  return {
    object: "speech.shared",
    model,
    voice,
    audio_seconds,
    created,
    format,
    text: share.withText ? input : null,
    expires: share.expiresMs === undefined ? null : Math.floor(share.expiresMs / 1000),
  };
}

/** Browsers name HTML when they open a page, and never for what plays in one. */
function kindWanted({ headers: { accept = "" } }: FastifyRequest, hasPage: boolean): Kind {
  if (hasPage && accept.includes("text/html")) return "page";
  return accept.startsWith("application/json") ? "facts" : "audio";
}

async function find(
  { store, archive, clock }: SharedAudioOptions,
  secret: string,
): Promise<Shared | undefined> {
  const share = await store.shares.find(hashOfSecret(secret), clock.wallMs());
  const entry = share && (await store.history.get(share.userId, share.entryId));
  const name = entry && clipNameOf(entry);
  const clip = name && (await archive.open(name));
  return share && entry && name && clip && { share, entry, name, clip };
}
