import type { FastifyPluginAsync } from "fastify";
import type { IncomingMessage } from "node:http";
import * as z from "zod";
import type { Caller } from "../../accounts/caller.ts";
import type { ModelNames } from "../../http/model-names.ts";
import { withSchemas } from "../../http/schema.ts";
import { voicesFor } from "../../providers/catalog.ts";
import type { Registry } from "../../providers/registry.ts";
import { failureSchema } from "./failure-schema.ts";

export type ListsOptions = { readonly models: ModelNames; readonly registry: Registry };

/** Where `/v1/models` leads those who ask for it as ElevenLabs' clients do. */
const modelsPath = "/v1/elevenlabs/models";

/** `/v1/models` is OpenAI's as well: a request with the header `xi-api-key` gets ElevenLabs' list. */
export function elevenLabsUrl({ url = "/", headers }: IncomingMessage): string {
  if (headers["xi-api-key"] === undefined) return url;
  return url.replace(/^\/v1\/models\/?(?=\?|$)/, modelsPath);
}

/** `GET /v1/voices`, `/v2/voices` and `/v1/models` in ElevenLabs' shape. */
export function elevenLabsLists(options: ListsOptions): FastifyPluginAsync {
  return async (app) => {
    const routes = withSchemas(app);
    const tags = ["live"];
    routes.get(
      "/v1/voices",
      {
        schema: {
          tags,
          summary: "List the voices, as ElevenLabs' clients ask for it",
          refusal: failureSchema,
          response: { 200: z.object(voicesShape) },
        },
      },
      async ({ caller }) => ({ voices: allVoices(options, caller) }),
    );
    routes.get(
      "/v2/voices",
      {
        schema: {
          tags,
          summary: "List the voices, as ElevenLabs' newer clients ask for it",
          refusal: failureSchema,
          response: { 200: z.object({ ...voicesShape, ...pageShape }) },
        },
      },
      async ({ caller }) => {
        const all = allVoices(options, caller);
        return { voices: all, has_more: false, total_count: all.length, next_page_token: null };
      },
    );
    routes.get(modelsPath, { schema: { hide: true } }, async ({ caller }) =>
      speechModels(options.models, caller).map(({ id, languages }) => ({
        model_id: id,
        name: id,
        can_do_text_to_speech: true,
        languages: (languages.length > 0 ? languages : ["en"]).map((tag) => ({
          language_id: tag,
          name: tag,
        })),
      })),
    );
  };
}

const voiceSchema = z.object({
  voice_id: z.string().describe("`model:voice`"),
  name: z.string(),
  category: z.string(),
  labels: z.record(z.string(), z.string()),
  high_quality_base_model_ids: z.array(z.string()),
});

type VoiceBody = z.output<typeof voiceSchema>;

const voicesShape = { voices: z.array(voiceSchema) };

const pageShape = {
  has_more: z.boolean(),
  total_count: z.int(),
  next_page_token: z.null(),
};

function allVoices({ models, registry }: ListsOptions, caller: Caller): VoiceBody[] {
  return speechModels(models, caller).flatMap(({ id }) => voicesOf(registry, caller, id));
}

function speechModels(models: ModelNames, caller: Caller) {
  return models.list(caller).filter(({ type, aliasOf }) => type === "tts" && aliasOf === undefined);
}

function voicesOf(registry: Registry, caller: Caller, model: string): VoiceBody[] {
  return [...voicesFor(registry, caller, model)].map(([name, languages]) => ({
    voice_id: `${model}:${name}`,
    name: `${name} (${model})`,
    category: "premade",
    labels: labelsOf(languages),
    high_quality_base_model_ids: [model],
  }));
}

function labelsOf([language]: readonly string[]): Record<string, string> {
  return language === undefined ? {} : { language };
}
