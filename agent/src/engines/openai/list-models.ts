import { asRecord, parseJson } from "../parse-json.ts";
import { type Evidence, jsonAnswer } from "../recognize/known-server.ts";

type ModelEntry = Readonly<Record<string, unknown>>;

/** The entries of OpenAI's list of models among what a server answered; undefined without such a list. */
export function modelEntries(evidence: Evidence): readonly ModelEntry[] | undefined {
  return entriesOf(jsonAnswer(evidence, "/v1/models"));
}

export function listsModels(evidence: Evidence): boolean {
  return modelEntries(evidence) !== undefined;
}

/** The names in an answer to `GET /v1/models`. */
export function modelIdsOf(answer: string): string[] {
  const ids = (entriesOf(parseJson(answer)) ?? []).map((model) => model["id"]);
  return ids.filter((id) => typeof id === "string");
}

/**
 * Without OpenAI's own names, which servers list beside their model's so that any client finds it: one
 * of them is left where there is nothing else.
 */
export function withoutAliases(ids: readonly string[]): string[] {
  const own = ids.filter((id) => !openAiModels.has(id));
  return own.length > 0 ? own : ids.slice(0, 1);
}

const openAiModels = new Set(["tts-1", "tts-1-hd", "gpt-4o-mini-tts"]);

function entriesOf(json: unknown): readonly ModelEntry[] | undefined {
  const { data } = asRecord(json);
  return Array.isArray(data) ? data.map(asRecord) : undefined;
}
