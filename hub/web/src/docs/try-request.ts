import { shellQuoted } from "../text/code-samples.ts";
import { answerTypes, type Operation } from "./open-api.ts";

/** A request as it is filled in on the page. */
export type Filled = {
  readonly values: Readonly<Record<string, string>>;
  readonly body: string | undefined;
};

/** The path and query of an operation with its parameters filled in. */
export function addressOf({ path, parameters = [] }: Operation, { values }: Filled): string {
  const filledPath = path.replaceAll(/\{([^}]+)\}/g, (whole, name: string) =>
    values[name] ? encodeURIComponent(values[name]) : whole,
  );
  const query = new URLSearchParams();
  for (const { name, in: place } of parameters) {
    const value = values[name];
    if (place === "query" && value) query.set(name, value);
  }
  return query.size === 0 ? filledPath : `${filledPath}?${query.toString()}`;
}

/** The same request for a terminal; the key comes from the environment. */
export function curlOf(origin: string, operation: Operation, filled: Filled): string {
  const { method, security } = operation;
  const isOpen = security?.length === 0;
  return [
    `curl ${shellQuoted(origin + addressOf(operation, filled))}`,
    ...(method === "GET" || (method === "POST" && filled.body) ? [] : [`--request ${method}`]),
    ...(isOpen ? [] : [`--header "Authorization: Bearer $CLUB_KEY"`]),
    ...(filled.body === undefined
      ? []
      : [`--header "Content-Type: application/json"`, `--data ${shellQuoted(filled.body)}`]),
    ...(givesAudio(operation) ? ["--output speech.audio"] : []),
  ].join(" \\\n  ");
}

/** Whether it can be run from a page: no file to upload, and an answer that ends. */
export function canRun(operation: Operation): boolean {
  const takes = Object.keys(operation.requestBody?.content ?? {});
  const types = answerTypes(operation);
  const isEndless = types.length > 0 && types.every((type) => type === "text/event-stream");
  return !isEndless && takes.every((type) => type === "application/json");
}

export type RunResult =
  | { readonly at: "text"; readonly status: number; readonly text: string }
  | { readonly at: "audio"; readonly status: number; readonly url: string }
  | { readonly at: "failed"; readonly message: string };

/** Runs a request, with a key or else as who is signed in. */
export async function run(
  operation: Operation,
  filled: Filled,
  key: string,
  signal: AbortSignal,
): Promise<RunResult> {
  try {
    const response = await fetch(addressOf(operation, filled), {
      method: operation.method,
      signal,
      headers: {
        ...(key !== "" && { authorization: `Bearer ${key}` }),
        ...(filled.body !== undefined && { "content-type": "application/json" }),
      },
      ...(filled.body !== undefined && { body: filled.body }),
    });
    const { status } = response;
    if (response.headers.get("content-type")?.startsWith("audio/") === true) {
      return { at: "audio", status, url: URL.createObjectURL(await response.blob()) };
    }
    return { at: "text", status, text: pretty(await response.text()) };
  } catch {
    return { at: "failed", message: "The hub cannot be reached. Is it running?" };
  }
}

function givesAudio(operation: Operation): boolean {
  return answerTypes(operation).some((type) => type.startsWith("audio/"));
}

function pretty(text: string): string {
  try {
    return cut(JSON.stringify(JSON.parse(text), null, 2));
  } catch {
    return cut(text);
  }
}

/** A page of text is enough to see what comes. */
function cut(text: string): string {
  return text.length <= shownCharacters ? text : `${text.slice(0, shownCharacters)}\n…`;
}

const shownCharacters = 8_000;
