import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";

const text =
  "Hello. This voice was made on your own machine, and came to you through your own hub.";

export type HubAccess = {
  readonly hubUrl: string;
  readonly key: string;
  readonly signal: AbortSignal;
};

/** Whether the hub can speak with this model now. */
export async function hasModel(
  { hubUrl, key, signal }: HubAccess,
  model: string,
): Promise<boolean> {
  const response = await fetch(`${hubUrl}/v1/models/${model}`, {
    headers: authorization(key),
    signal,
  });
  await response.body?.cancel();
  return response.ok;
}

export type SampleOptions = HubAccess & {
  readonly model: string;
  readonly format: "wav" | "opus";
  /** Where to put the audio. */
  readonly file: string;
};

/** Speaks the sample into a file, which grows as the audio arrives. */
export async function speakSample({
  hubUrl,
  key,
  model,
  format,
  file,
  signal,
}: SampleOptions): Promise<void> {
  const response = await fetch(`${hubUrl}/v1/audio/speech`, {
    method: "POST",
    headers: { ...authorization(key), "content-type": "application/json" },
    body: JSON.stringify({ model, input: text, response_format: format }),
    signal,
  });
  if (!response.ok || response.body === null) {
    throw new Error(`The hub answered ${response.status}: ${await response.text()}`);
  }
  await pipeline(response.body, createWriteStream(file), { signal });
}

function authorization(key: string): Record<string, string> {
  return { authorization: `Bearer ${key}` };
}
