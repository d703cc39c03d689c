import * as z from "zod";
import type { CatalogVoice } from "../providers/voice-catalog.ts";

/** A voice of the catalogue as it is answered. */
export type VoiceBody = {
  id: string;
  object: "voice";
  model: string;
  name: string;
  languages: string[];
  gender: "female" | "male" | null;
  providers: number;
  is_default: boolean;
  preview: string;
};

export type VoiceListBody = { object: "list"; data: VoiceBody[] };

const voiceSchema: z.ZodType<VoiceBody> = z
  .object({
    id: z.string().describe("What a request calls it."),
    object: z.literal("voice"),
    model: z.string(),
    name: z.string().describe("What people call it, as far as its id tells."),
    languages: z.array(z.string()).describe("BCP 47 tags."),
    gender: z.enum(["female", "male"]).nullable().describe("Null: its id does not tell."),
    providers: z.int().describe("How many providers have it now."),
    is_default: z.boolean().describe("Whether it speaks where a request names no voice."),
    preview: z.string().describe("The path of a few words of it."),
  })
  .meta({
    examples: [
      {
        id: "af_bella",
        object: "voice",
        model: "kokoro",
        name: "Bella",
        languages: ["en-US"],
        gender: "female",
        providers: 2,
        is_default: false,
        preview: "/v1/audio/voices/preview?model=kokoro&voice=af_bella",
      },
    ],
  });

/** `GET /v1/audio/voices?format=objects`. */
export const voiceListSchema: z.ZodType<VoiceListBody> = z.object({
  object: z.literal("list"),
  data: z.array(voiceSchema),
});

/** The same at `/v1/open`. */
export const openVoicesSchema: z.ZodType<{ voices: VoiceBody[] }> = z.object({
  voices: z.array(voiceSchema),
});

export function voiceListBody(voices: readonly CatalogVoice[]): VoiceListBody {
  return { object: "list", data: voices.map(voiceBody) };
}

function voiceBody({ isDefault, languages, ...voice }: CatalogVoice): VoiceBody {
  const query = new URLSearchParams({ model: voice.model, voice: voice.id });
  return {
    ...voice,
    object: "voice",
    languages: [...languages],
    is_default: isDefault,
    preview: `/v1/audio/voices/preview?${query.toString()}`,
  };
}
