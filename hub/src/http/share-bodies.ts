import * as z from "zod";

/** What is said of a link wherever one is told of; times in Unix seconds. */
export type ShareFields = {
  id: string;
  object: "speech.share";
  created: number;
  expires: number | null;
  with_text: boolean;
};

const fields = {
  id: z.string().describe("The history entry's."),
  object: z.literal("speech.share"),
  created: z.int().describe("Unix seconds."),
  expires: z.int().nullable().describe("Unix seconds; null: it lasts until it is ended."),
  with_text: z.boolean().describe("Whether the text is shown with the audio."),
};

const example: ShareFields = {
  id: "0199d2a0-7c1e-7b5e-9d3b-0a6a2f0c1d11",
  object: "speech.share",
  created: 1_772_366_400,
  expires: 1_772_971_200,
  with_text: false,
};

/** The body that makes a link. Without one: the audio alone, until the link is ended. */
export const newShareSchema: z.ZodType<
  | { expires_in_days?: number | null | undefined; with_text?: boolean | undefined }
  | null
  | undefined
> = z
  .strictObject({
    expires_in_days: z
      .number()
      .positive()
      .max(3_650)
      .nullable()
      .optional()
      .describe("Without it, or null: until it is ended."),
    with_text: z.boolean().optional().describe("Whether to show the text with the audio."),
  })
  .meta({ examples: [{ expires_in_days: 7, with_text: true }] })
  .nullish();

/** A link that was just made. */
export const shareSchema: z.ZodType<ShareFields & { path: string }> = z
  .object({
    ...fields,
    path: z.string().describe("The link's path on this hub; it is told this once."),
  })
  .meta({
    examples: [{ ...example, path: "/s/2op044kgoewgmfwbsdp3b97fvvzv0hbbwykfnydrxpgu5dmw38" }],
  });

export const endedSchema: z.ZodType<{ id: string; object: "speech.share"; deleted: true }> =
  z.object({
    id: z.string(),
    object: z.literal("speech.share"),
    deleted: z.literal(true),
  });

type ListedShare = ShareFields & {
  input: string;
  model: string;
  voice: string | null;
  audio_seconds: number;
};

/** One's own links, and what they lead to. */
export const shareListSchema: z.ZodType<{ object: "list"; data: ListedShare[] }> = z
  .object({
    object: z.literal("list"),
    data: z.array(
      z.object({
        ...fields,
        input: z.string().describe("The text, also where the link does not show it."),
        model: z.string(),
        voice: z.string().nullable(),
        audio_seconds: z.number(),
      }),
    ),
  })
  .meta({
    examples: [
      {
        object: "list",
        data: [
          { ...example, input: "Hello.", model: "espeak-ng", voice: "en-us", audio_seconds: 0.72 },
        ],
      },
    ],
  });
