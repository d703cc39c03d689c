import type { HttpClient } from "../engines/http/http-client.ts";
import { engineLimits } from "../engines/limits.ts";
import { modelIdsOf, withoutAliases } from "../engines/openai/list-models.ts";
import type { OpenAiPreset } from "../engines/openai/preset.ts";
import { initLimits } from "./limits.ts";

/**
 * The models to serve of a server with OpenAI's API: those of a server with a single one by the name
 * under which people know it, otherwise as the server lists them.
 */
export async function modelsOf(
  { models }: OpenAiPreset,
  http: HttpClient,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (models?.at === "preset") return models.names;
  const { path, read } = models ?? { path: "models", read: ownModels };
  const reply = await http.get(`/v1/${path}`, signal);
  return read(await reply.text(engineLimits.listBytes)).slice(0, initLimits.modelsOfServer);
}

function ownModels(answer: string): string[] {
  return withoutAliases(modelIdsOf(answer));
}
