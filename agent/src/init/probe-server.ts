import { boundedCall } from "../engines/bounded-call.ts";
import { createEngine } from "../engines/create-engine.ts";
import { httpClient } from "../engines/http/http-client.ts";
import { gatherEvidence } from "../engines/recognize/evidence.ts";
import { recognize } from "../engines/recognize/recognize.ts";
import type { ServerKind } from "../engines/recognize/server-kind.ts";
import { serviceConfigSchema } from "../engines/service-config.ts";
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
  const url = address.replace(/\/+$/, "");
  const http = httpClient(url.replace(/\/v1$/, ""));
  const evidence = await gatherEvidence(http, signal);
  const kind = recognize(evidence);
  if (kind === undefined) return [];
  return await candidatesOf(kind, url, () => modelsOf(kind, http, signal));
}

async function candidatesOf(
  kind: ServerKind,
  url: string,
  models: () => Promise<readonly string[]>,
): Promise<Candidate[]> {
  const { dia, piper, riva, openai } = kind;
  const root = url.replace(/\/v1$/, "");
  if (riva) return [{ server: "NVIDIA Riva", at: root, settings: service("riva", { url: root }) }];
  if (dia)
    return [{ server: "Dia", at: root, settings: service("dia", { preset: dia, url: root }) }];
  if (piper) {
    return [
      { server: "Piper", at: root, settings: service("piper", { preset: piper, url: root }) },
    ];
  }
  if (openai === undefined) return [];
  return (await models()).map((model) => ({
    server: namesOfServers[openai] ?? "a server with OpenAI's API",
    at: root,
    settings: { type: "tts", model, engine: "openai", preset: openai, url: `${root}/v1` },
  }));
}

const namesOfServers: Readonly<Record<string, string>> = {
  kokoro: "Kokoro-FastAPI",
  speaches: "speaches",
  "openedai-speech": "openedai-speech",
  "chatterbox-tts-api": "chatterbox-tts-api",
  "chatterbox-tts-server": "Chatterbox-TTS-Server",
  orpheus: "Orpheus-FastAPI",
  "vllm-omni": "vLLM-Omni",
  localai: "LocalAI",
  coqui: "coqui",
};

function service(engine: "riva" | "dia" | "piper" | "wyoming", more: Record<string, string>) {
  const { model } = serviceConfigSchema.parse({ engine, ...more });
  return { type: "tts", model, engine, ...more };
}

async function probeWyoming(address: string, signal: AbortSignal): Promise<Candidate[]> {
  const settings = service("wyoming", { url: address });
  await createEngine(serviceConfigSchema.parse(settings)).describe(signal);
  return [{ server: "Wyoming", at: address, settings }];
}
