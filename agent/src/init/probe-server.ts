import { unreachable } from "@club/shared/unreachable.ts";
import { boundedCall } from "../engines/bounded-call.ts";
import { createEngine } from "../engines/create-engine.ts";
import { type HttpClient, httpClient } from "../engines/http/http-client.ts";
import { knownServers } from "../engines/known-servers.ts";
import type { OpenAiPreset } from "../engines/openai/preset.ts";
import { gatherEvidence } from "../engines/recognize/evidence.ts";
import { questionsFor, recognize } from "../engines/recognize/recognize.ts";
import { serviceConfigSchema } from "../engines/service-config-schema.ts";
import type { Candidate } from "./candidate.ts";
import { initLimits } from "./limits.ts";
import { modelsOf } from "./models-of.ts";

/** What listens at an address, as services; none when nobody does, or nobody who speaks. */
export async function probeServer(address: string, caller: AbortSignal): Promise<Candidate[]> {
  const probe = address.startsWith("tcp:") ? probeWyoming : probeHttp;
  try {
    const what = `The answer of ${address}`;
    return await boundedCall(caller, initLimits.probeMs, what, (signal) => probe(address, signal));
  } catch {
    // Not there, not speaking or not answering: whatever it is, it is nothing to serve.
    caller.throwIfAborted();
    return [];
  }
}

async function probeHttp(address: string, signal: AbortSignal): Promise<Candidate[]> {
  const root = address.replace(/\/+$/, "").replace(/\/v1$/, "");
  const http = httpClient(root);
  const found = recognize(
    knownServers,
    await gatherEvidence(http, questionsFor(knownServers), signal),
  );
  switch (found?.engine) {
    case undefined:
      return [];
    case "riva":
      return [{ server: found.server.title, at: root, settings: service("riva", { url: root }) }];
    case "dia":
    case "piper": {
      const { title, name } = found.server;
      return [
        { server: title, at: root, settings: service(found.engine, { preset: name, url: root }) },
      ];
    }
    case "openai":
      return await openAiCandidates(found.server, root, http, signal);
    default:
      return unreachable(found);
  }
}

async function openAiCandidates(
  preset: OpenAiPreset,
  root: string,
  http: HttpClient,
  signal: AbortSignal,
): Promise<Candidate[]> {
  const models = await modelsOf(preset, http, signal);
  return models.map((model) => ({
    server: preset.title,
    at: root,
    settings: { type: "tts", model, engine: "openai", preset: preset.name, url: `${root}/v1` },
  }));
}

function service(engine: "riva" | "dia" | "piper" | "wyoming", more: Record<string, string>) {
  const { model } = serviceConfigSchema.parse({ engine, ...more });
  return { type: "tts", model, engine, ...more };
}

async function probeWyoming(address: string, signal: AbortSignal): Promise<Candidate[]> {
  const settings = service("wyoming", { url: address });
  await createEngine(serviceConfigSchema.parse(settings)).describe(signal);
  return [{ server: "Wyoming", at: address, settings }];
}
