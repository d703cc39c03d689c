import * as z from "zod";

/** ElevenLabs' envelope of an error, for the OpenAPI document. */
export const failureSchema: z.ZodType = z
  .object({ detail: z.object({ status: z.string(), message: z.string() }) })
  .meta({ description: "What went wrong, in ElevenLabs' envelope." });
