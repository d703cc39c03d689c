import { asRecord } from "../parse-json.ts";
import { type Evidence, jsonAnswer, type KnownServer } from "./known-server.ts";

/**
 * Which of the servers gave these answers: one that its OpenAPI document tells, otherwise the first
 * whose answers fit. Undefined when it is none of them, as far as can be seen.
 */
export function recognize<Server extends Pick<KnownServer, "recognition">>(
  servers: readonly Server[],
  evidence: Evidence,
): Server | undefined {
  const paths = asRecord(asRecord(jsonAnswer(evidence, openApiPath))["paths"]);
  return (
    servers.find(({ recognition: r }) => r.by === "path" && Object.hasOwn(paths, r.path)) ??
    servers.find(({ recognition: r }) => r.by === "answers" && r.is(evidence))
  );
}

/** What has to be asked to tell these servers apart. */
export function questionsFor(
  servers: readonly Pick<KnownServer, "recognition">[],
): ReadonlySet<string> {
  const paths = servers.flatMap(({ recognition: r }) => (r.by === "answers" ? r.to : openApiPath));
  return new Set(paths);
}

/** Where FastAPI publishes its paths. */
const openApiPath = "/openapi.json";
