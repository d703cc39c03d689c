import type { HttpClient } from "../engines/http/http-client.ts";
import { engineLimits } from "../engines/limits.ts";
import { asRecord, parseJson } from "../engines/parse-json.ts";
import type { ServerKind } from "../engines/recognize/server-kind.ts";
import { initLimits } from "./limits.ts";

/**
 * The models to serve of a server with OpenAI's API: those of a server with a single one by the name
 * under which people know it, otherwise as the server lists them.
 */
export async function modelsOf(
  { openai }: ServerKind,
  http: HttpClient,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const known = openai === undefined ? undefined : onlyModels[openai];
  if (known !== undefined) return [known];
  const isSpeaches = openai === "speaches";
  const reply = await http.get(isSpeaches ? "/v1/audio/models" : "/v1/models", signal);
  const answer = asRecord(parseJson(await reply.text(engineLimits.listBytes)));
  const models = isSpeaches ? answer["models"] : answer["data"];
  if (!Array.isArray(models)) return [];
  const ids = models.map((model) => asRecord(model)["id"]).filter((id) => typeof id === "string");
  return ids.slice(0, initLimits.modelsOfServer);
}

const onlyModels: Readonly<Record<string, string>> = {
  kokoro: "kokoro",
  "chatterbox-tts-api": "chatterbox",
  "chatterbox-tts-server": "chatterbox",
  orpheus: "orpheus",
  coqui: "coqui",
};
