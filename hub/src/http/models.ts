import { Failure } from "@club/shared/wire/failures.ts";
import type { FastifyPluginAsync } from "fastify";
import * as z from "zod";
import { voicesFor } from "../providers/catalog.ts";
import { voiceCatalog } from "../providers/voice-catalog.ts";
import type { Registry } from "../providers/registry.ts";
import type { ModelNames, NamedModel } from "./model-names.ts";
import { errorSchema, withSchemas } from "./schema.ts";
import { openVoicesSchema, voiceListBody, voiceListSchema } from "./voice-list-body.ts";

export type ModelRoutesOptions = {
  readonly registry: Registry;
  readonly models: ModelNames;
  /** What the paths begin with. */
  readonly base?: string;
  /** What voices are listed as where a request does not say; `open`: objects, as Open WebUI reads them. */
  readonly voiceFormat?: "names" | "open";
};

/** What there is to speak with: `GET /v1/models`, `/v1/models/{id}`, `/v1/audio/models`, `/v1/audio/voices`. */
export function modelRoutes(options: ModelRoutesOptions): FastifyPluginAsync {
  const { registry, models, base = "/v1", voiceFormat = "names" } = options;
  return async (app) => {
    const routes = withSchemas(app);

    routes.get(`${base}/models`, { schema: list }, ({ caller }) =>
      Promise.resolve({ object: "list", data: models.list(caller).map(modelBody) }),
    );

    // Ids may hold slashes, as in `hexgrad/Kokoro-82M`.
    routes.get(`${base}/models/*`, { schema: show }, ({ caller, params }) => {
      const id = params["*"];
      const model = models.list(caller).find((one) => one.id === id);
      if (model === undefined) throw noModel(id);
      return Promise.resolve(modelBody(model));
    });

    routes.get(`${base}/audio/models`, { schema: listAudio }, ({ caller }) => {
      const speech = models.list(caller).filter(isSpeech);
      const ids = new Set(speech.map((model) => model.id));
      return Promise.resolve({ models: [...ids].map((id) => ({ id, name: id })) });
    });

    routes.get(
      `${base}/audio/voices`,
      { schema: listVoices },
      ({ caller, query: { model, format = voiceFormat } }) => {
        const served = model && models.model(caller, model);
        if (model !== undefined && !models.list(caller).some((one) => one.id === served)) {
          throw noModel(model);
        }
        if (format === "names") {
          return Promise.resolve(voicesBody(voicesFor(registry, caller, served)));
        }
        const list = voiceListBody(voiceCatalog(registry, caller, served));
        return Promise.resolve(format === "objects" ? list : { voices: list.data });
      },
    );
  };
}

const modelSchema = z
  .object({
    id: z.string(),
    object: z.literal("model"),
    created: z.int().describe("When the first of its providers connected, in Unix seconds."),
    owned_by: z.string().describe("The provider's name; `club` where there are several."),
    service_type: z.string(),
    input_modalities: z.array(z.string()),
    output_modalities: z.array(z.string()),
    supported_features: z.array(z.string()),
    languages: z.array(z.string()),
    providers: z.int().describe("How many providers serve it to this key now."),
    alias_of: z.string().optional().describe("The model that this name stands for."),
  })
  .meta({
    examples: [
      {
        id: "espeak-ng",
        object: "model",
        created: 1_772_000_000,
        owned_by: "home-rig",
        service_type: "tts",
        input_modalities: ["text"],
        output_modalities: ["audio"],
        supported_features: ["streaming"],
        languages: ["en-US"],
        providers: 1,
      },
    ],
  });

const modelListSchema = z.object({ object: z.literal("list"), data: z.array(modelSchema) });

const audioModelsSchema = z
  .object({ models: z.array(z.object({ id: z.string(), name: z.string() })) })
  .meta({ examples: [{ models: [{ id: "espeak-ng", name: "espeak-ng" }] }] });

const voicesSchema = z
  .object({
    voices: z.array(z.string()),
    languages: z
      .record(z.string(), z.array(z.string()))
      .describe("The languages of each voice whose providers name any."),
  })
  .meta({
    examples: [{ voices: ["en-us", "de"], languages: { "en-us": ["en-US"], de: ["de"] } }],
  });

const tags = ["models"];

const list = {
  tags,
  summary: "List the models that this key can reach now",
  response: { 200: modelListSchema, 401: errorSchema },
};

const show = {
  tags,
  summary: "Show one model",
  wildcard: "model",
  params: z.object({ "*": z.string().describe("The model's id.") }),
  response: { 200: modelSchema, 401: errorSchema, 404: errorSchema },
};

const listAudio = {
  tags,
  summary: "List the models in the shape that Open WebUI asks for",
  response: { 200: audioModelsSchema, 401: errorSchema },
};

const listVoices = {
  tags,
  summary: "List the voices of a model, or of all",
  description: "With `format=objects` each with all that is known of it.",
  querystring: z.object({
    model: z.string().min(1).optional(),
    format: z.enum(["names", "objects"]).optional().describe("names by default."),
  }),
  response: {
    200: z.union([voicesSchema, voiceListSchema, openVoicesSchema]),
    401: errorSchema,
    404: errorSchema,
  },
};

function voicesBody(voices: ReadonlyMap<string, readonly string[]>): z.output<typeof voicesSchema> {
  const named = [...voices].filter(([, languages]) => languages.length > 0);
  const languages = Object.fromEntries(named.map(([name, tags]) => [name, [...tags]]));
  return { voices: [...voices.keys()], languages };
}

function modelBody(model: NamedModel): z.output<typeof modelSchema> {
  return {
    id: model.id,
    object: "model",
    created: Math.floor(model.sinceMs / 1000),
    owned_by: model.providers.length === 1 ? (model.providers[0]?.id ?? "club") : "club",
    service_type: model.type,
    input_modalities: isSpeech(model) ? ["text"] : [],
    output_modalities: isSpeech(model) ? ["audio"] : [],
    supported_features: [...model.features],
    languages: [...model.languages],
    providers: model.providers.length,
    ...(model.aliasOf !== undefined && { alias_of: model.aliasOf }),
  };
}

function isSpeech(model: NamedModel): boolean {
  return model.type === "tts";
}

function noModel(id: string): Failure {
  const message = `No provider that is online serves the model "${id}" for this key.`;
  return new Failure("NO_PROVIDER", message, { param: "model" });
}
