import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { TestClub } from "./test-club.ts";

export type VoiceRequestOptions = {
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

/** `POST /v1/voice/generations` as a consumer; the answer's body may still be on its way. */
export function generate(
  { hub, member }: TestClub,
  body: unknown,
  { key = member, headers = {}, signal }: VoiceRequestOptions = {},
): Promise<Response> {
  const ask = (): Promise<Response> =>
    fetch(`${hub.url}/v1/voice/generations`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
      signal: signal ?? null,
    });
  // The hub may close an idle connection in the very moment in which fetch takes it up again.
  return ask().catch((thrown: unknown) => {
    const cause = thrown instanceof Error ? thrown.cause : undefined;
    if (cause instanceof Error && "code" in cause && cause.code === "EPIPE") return ask();
    throw thrown;
  });
}

/** Puts a file into the library of the key's owner, with the speaker's consent; returns the sample's id. */
export async function keepSample(
  { hub, member }: TestClub,
  file: string,
  fields: Readonly<Record<string, string>>,
  key: string = member,
): Promise<string> {
  const form = new FormData();
  form.append("audio", new Blob([await readFile(file)]), basename(file));
  for (const [name, value] of Object.entries({ ...fields, consent: "true" })) {
    form.append(name, value);
  }
  const response = await fetch(`${hub.url}/v1/voice/samples`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}` },
    body: form,
  });
  const { id } = (await response.json()) as { readonly id: string };
  assert.equal(response.status, 201);
  return id;
}

/** `DELETE /v1/voice/samples/{id}`; returns the status. */
export async function deleteSample({ hub, member }: TestClub, id: string): Promise<number> {
  const { status } = await fetch(`${hub.url}/v1/voice/samples/${id}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${member}` },
  });
  return status;
}
