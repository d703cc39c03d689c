import { wavHeader } from "@club/shared/audio/wav-header.ts";
import { audioOf, engineFormat } from "./engine.ts";
import { longestMs } from "./speak.ts";
import type { World } from "./world.ts";

/** A recording of the voice library; `unsure`: the request that made or deleted it was not answered. */
export type Sample = {
  readonly id: string;
  readonly state: "kept" | "deleted" | "unsure" | "refused";
};

/** Uploads a recording, and most often deletes it again. */
export async function keepSample(world: World, random: () => number): Promise<Sample> {
  const uploaded = await ask(world, "POST", "/v1/voice/samples", recording(random));
  if (uploaded === undefined) return { id: "", state: "unsure" };
  if (!uploaded.ok) return { id: "", state: "refused" };
  const { id } = (await uploaded.json()) as { id: string };
  if (random() < 0.1) return { id, state: "kept" };
  return { id, state: (await deleteSample(world, id)) ? "deleted" : "unsure" };
}

/** Whether the hub says that it has deleted a recording. */
export async function deleteSample(world: World, id: string): Promise<boolean> {
  return (await ask(world, "DELETE", `/v1/voice/samples/${id}`))?.ok === true;
}

/** The ids of the library, all of which can be heard. */
export async function listedSamples(world: World): Promise<ReadonlySet<string>> {
  const listed = await ask(world, "GET", "/v1/voice/samples");
  if (listed?.ok !== true) throw new Error(`The voice library answers ${listed?.status}.`);
  const { data } = (await listed.json()) as { data: { id: string }[] };
  return new Set(data.map(({ id }) => id));
}

/** Whether a recording of the library can be heard. */
export async function isHeard(world: World, id: string): Promise<boolean> {
  const audio = await ask(world, "GET", `/v1/voice/samples/${id}/audio`);
  return audio?.ok === true && (await audio.arrayBuffer()).byteLength > 0;
}

function recording(random: () => number): FormData {
  const pcm = audioOf("x".repeat(30 + Math.floor(20 * random())));
  const form = new FormData();
  form.set("audio", new Blob([new Uint8Array(wavHeader(engineFormat)), new Uint8Array(pcm)]));
  form.set("speaker_name", "Ann");
  form.set("transcript", "Good morning.");
  form.set("consent", "true");
  return form;
}

async function ask(
  world: World,
  method: string,
  path: string,
  body?: FormData,
): Promise<Response | undefined> {
  try {
    return await fetch(world.url + path, {
      method,
      headers: { authorization: `Bearer ${world.key}` },
      signal: AbortSignal.timeout(longestMs),
      ...(body && { body }),
    });
  } catch {
    return undefined;
  }
}
