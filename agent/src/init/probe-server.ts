import { setTimeout as sleep } from "node:timers/promises";
import { unreachable } from "@club/shared/unreachable.ts";
import { asFailure } from "@club/shared/wire/failures.ts";
import { boundedCall } from "../engines/bounded-call.ts";
import { createEngine } from "../engines/create-engine.ts";
import type { Health } from "../engines/engine.ts";
import { type HttpClient, httpClient } from "../engines/http/http-client.ts";
import { shownAddress } from "../engines/http/server-address.ts";
import { knownServers } from "../engines/known-servers.ts";
import type { OpenAiPreset } from "../engines/openai/preset.ts";
import { gatherEvidence } from "../engines/recognize/evidence.ts";
import type { Evidence } from "../engines/recognize/known-server.ts";
import { questionsFor, recognize } from "../engines/recognize/recognize.ts";
import { serviceConfigSchema } from "../engines/service-config-schema.ts";
import { wyomingInfo } from "../engines/wyoming/wyoming-engine.ts";
import type { Candidate, ServiceSettings } from "./candidate.ts";
import { initLimits } from "./limits.ts";
import { modelsOf } from "./models-of.ts";

export type Probe =
  | { readonly at: "found"; readonly candidates: readonly Candidate[] }
  | { readonly at: "nothing"; readonly reason: string };

export type ProbeOptions = {
  readonly apiKeyFile: string | undefined;
  /** Whether its owner named it: a server that loads is then waited for. */
  readonly isGiven: boolean;
};

/** What listens at an address, as services, or why there is nothing to serve. */
export async function probeServer(
  address: string,
  options: ProbeOptions,
  caller: AbortSignal,
): Promise<Probe> {
  const url = address.includes("://") ? address : `http://${address}`;
  if (!URL.canParse(url)) return nothing("It is no address, such as http://127.0.0.1:8880.");
  const waitMs = initLimits.probeMs + (options.isGiven ? initLimits.loadMs : 0);
  try {
    return await boundedCall(caller, waitMs, "Its answer", (signal) =>
      url.startsWith("tcp:") ? probeWyoming(url, signal) : probeHttp(url, options, signal),
    );
  } catch (error) {
    caller.throwIfAborted();
    return nothing(asFailure(error).message);
  }
}

async function probeHttp(
  address: string,
  { apiKeyFile, isGiven }: ProbeOptions,
  signal: AbortSignal,
): Promise<Probe> {
  const root = address.replace(/\/+$/, "").replace(/\/v1$/, "");
  const http = httpClient(root, apiKeyFile === undefined ? {} : { apiKeyFile });
  for (;;) {
    const evidence = await gatherEvidence(http, questionsFor(knownServers), signal);
    const candidates = await candidatesAt(root, http, evidence, apiKeyFile, signal);
    const isLoading =
      candidates === undefined
        ? anyAnswered(evidence, [503])
        : (await healthOf(candidates, signal))?.state === "loading";
    if (!isLoading || !isGiven) return probeOf(candidates, evidence);
    await sleep(initLimits.loadLookMs, undefined, { signal });
  }
}

function probeOf(candidates: readonly Candidate[] | undefined, evidence: Evidence): Probe {
  if (candidates === undefined) return nothing(whyUnknown(evidence));
  if (candidates.length === 0) return nothing("The server lists no model.");
  return { at: "found", candidates };
}

async function healthOf(
  [first]: readonly Candidate[],
  signal: AbortSignal,
): Promise<Health | undefined> {
  if (first === undefined) return undefined;
  return await createEngine(serviceConfigSchema.parse(first.settings)).health(signal);
}

function anyAnswered(evidence: Evidence, statuses: readonly number[]): boolean {
  return [...evidence.values()].some(({ status }) => statuses.includes(status));
}

function whyUnknown(evidence: Evidence): string {
  if (anyAnswered(evidence, [401, 403])) return "It wants a key: --api-key-file names its file.";
  if (anyAnswered(evidence, [407])) return "A proxy before it wants a password.";
  if (anyAnswered(evidence, [503])) return "It is loading its model.";
  if (evidence.size === 0) return "It accepts connections and does not answer: busy, or hung.";
  return "What answers there is no speech server that is known, nor one with OpenAI's API.";
}

async function candidatesAt(
  root: string,
  http: HttpClient,
  evidence: Evidence,
  apiKeyFile: string | undefined,
  signal: AbortSignal,
): Promise<readonly Candidate[] | undefined> {
  const found = recognize(knownServers, evidence);
  const key: ApiKeyFile = apiKeyFile === undefined ? {} : { api_key_file: apiKeyFile };
  switch (found?.engine) {
    case undefined:
      return undefined;
    case "riva":
      return [candidate(found.server.title, root, service("riva", { url: root, ...key }))];
    case "dia":
    case "piper": {
      const { title, name } = found.server;
      return [candidate(title, root, service(found.engine, { preset: name, url: root }))];
    }
    case "openai":
      return await openAiCandidates(found.server, root, http, key, signal);
    default:
      return unreachable(found);
  }
}

type ApiKeyFile = { readonly api_key_file?: string };

async function openAiCandidates(
  preset: OpenAiPreset,
  root: string,
  http: HttpClient,
  key: ApiKeyFile,
  signal: AbortSignal,
): Promise<Candidate[]> {
  const models = await modelsOf(preset, http, signal);
  const common = { engine: "openai", preset: preset.name, url: `${root}/v1`, ...key };
  return models.map((model) => candidate(preset.title, root, { type: "tts", model, ...common }));
}

function service(
  engine: "riva" | "dia" | "piper" | "wyoming",
  more: Readonly<Record<string, string>>,
): ServiceSettings {
  const { model } = serviceConfigSchema.parse({ engine, ...more });
  return { type: "tts", model, engine, ...more };
}

async function probeWyoming(address: string, signal: AbortSignal): Promise<Probe> {
  const { program } = await wyomingInfo(new URL(address), signal);
  const settings = service("wyoming", { url: address, ...(program && { model: program }) });
  return { at: "found", candidates: [candidate(program ?? "Wyoming", address, settings)] };
}

function candidate(server: string, address: string, settings: ServiceSettings): Candidate {
  return { server, at: shownAddress(address), settings };
}

function nothing(reason: string): Probe {
  return { at: "nothing", reason };
}
