import * as z from "zod";
import { audioFormats, fileFormats } from "../encoding/formats.ts";
import { storedContentTypes } from "./stored-audio.ts";

/** A response that is no JSON, as the OpenAPI document has it. */
export type MediaResponse = {
  readonly description: string;
  readonly content: Readonly<Record<string, { readonly schema: z.ZodType }>>;
  readonly headers?: Readonly<Record<string, ResponseHeader>>;
};

type ResponseHeader = { readonly type: "string"; readonly description: string };

const eventStream = "text/event-stream";

/** Speech, in one of the formats that consumers may ask for, or as events that carry it. */
export const speechResponse: MediaResponse = {
  ...mediaResponse("The audio, or with `stream_format: sse` events that carry it.", [
    ...audioFormats.map((format) => fileFormats[format].contentType),
    eventStream,
  ]),
  headers: {
    "x-ignored-parameters": {
      type: "string",
      description: "The fields that did not reach the engine, where there are any: `tone, seed`.",
    },
  },
};

/** Audio that was kept. */
export const audioResponse: MediaResponse = mediaResponse("The audio.", storedContentTypes());

/** Server-sent events. */
export const eventsResponse: MediaResponse = mediaResponse("Server-sent events.", [eventStream]);

/** A response of one of these content types. */
export function mediaResponse(description: string, contentTypes: readonly string[]): MediaResponse {
  const entries = contentTypes.map((type) => [type, { schema: schemaOf(type) }] as const);
  return { description, content: Object.fromEntries(entries) };
}

function schemaOf(contentType: string): z.ZodType {
  // Of events, a schema would be each one's, not the text's.
  if (contentType === eventStream) return z.unknown();
  return z.string().meta(contentType.startsWith("audio/") ? { format: "binary" } : {});
}
