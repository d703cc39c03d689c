import { asRecord } from "../parse-json.ts";
import type { Answer, Evidence } from "./evidence.ts";
import type { ServerKind } from "./server-kind.ts";

/** Which server gave these answers; undefined when it is none that speaks, as far as can be seen. */
export function recognize(evidence: Evidence): ServerKind | undefined {
  return (
    byOpenApi(evidence["/openapi.json"]) ??
    byVoices(evidence) ??
    byModels(evidence) ??
    byRefusal(evidence)
  );
}

/** A path of its API that no other of them has. */
const telling: readonly (readonly [path: string, kind: ServerKind])[] = [
  ["/dev/captioned_speech", { openai: "kokoro" }],
  ["/api/ps", { openai: "speaches" }],
  ["/v1/billing/usage", { openai: "openedai-speech" }],
  ["/audio/speech/stream/upload", { openai: "chatterbox-tts-api" }],
  ["/upload_predefined_voice", { openai: "chatterbox-tts-server" }],
  ["/api/model-registry", { openai: "dia-tts-server", dia: "dia-tts-server" }],
  ["/speak", { openai: "orpheus" }],
  ["/cleanup", { dia: "inference-club" }],
  ["/v1/audio/synthesize_online", { riva: "nim" }],
];

/** FastAPI publishes its paths. */
function byOpenApi(answer: Answer | undefined): ServerKind | undefined {
  const paths = asRecord(asRecord(jsonOf(answer))["paths"]);
  return telling.find(([path]) => Object.hasOwn(paths, path))?.[1];
}

function byVoices(evidence: Evidence): ServerKind | undefined {
  if (jsonOf(evidence["/v1/audio/list_voices"]) !== undefined) return { riva: "nim" };
  const answer = evidence["/voices"];
  const voices = Object.values(asRecord(jsonOf(answer)));
  if (voices.some((voice) => "phoneme_id_map" in asRecord(voice) || "espeak" in asRecord(voice))) {
    // Since 1.5 the root is a page and speech has a path of its own; before, the root took POST alone.
    return { piper: evidence["/"]?.status === 405 ? "piper1-gpl-1.4" : "piper1-gpl" };
  }
  const isMary = answer?.status === 200 && /^(?:.+ \S+ [mfu]\n*)+$/.test(answer.body);
  return isMary ? { openai: "coqui" } : undefined;
}

function byModels(evidence: Evidence): ServerKind | undefined {
  const { data } = asRecord(jsonOf(evidence["/v1/models"]));
  if (!Array.isArray(data)) return undefined;
  if (data.some((model) => asRecord(model)["owned_by"] === "vllm")) return { openai: "vllm-omni" };
  return evidence["/readyz"]?.status === 200 ? { openai: "localai" } : { openai: "generic" };
}

/** rhasspy's Piper has a single path, and fails on it when there is no text to speak. */
function byRefusal(evidence: Evidence): ServerKind | undefined {
  const isRhasspy = evidence["/"]?.status === 500 && evidence["/voices"]?.status === 404;
  return isRhasspy ? { piper: "rhasspy" } : undefined;
}

function jsonOf(answer: Answer | undefined): unknown {
  if (answer?.status !== 200) return undefined;
  try {
    return JSON.parse(answer.body) as unknown;
  } catch {
    return undefined;
  }
}
