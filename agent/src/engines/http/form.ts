import type { ParameterValue, StructuredValue } from "@club/shared/wire/messages.ts";

/** A multipart form: the fields in their order, absent ones left out, maps and lists as JSON, then the WAV files. */
export function formOf(
  fields: Readonly<Record<string, ParameterValue | StructuredValue | undefined>>,
  wavs: Readonly<Record<string, Uint8Array | undefined>> = {},
): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    form.append(name, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  for (const [name, wav] of Object.entries(wavs)) {
    if (wav === undefined) continue;
    form.append(name, new Blob([Buffer.from(wav)], { type: "audio/wav" }), `${name}.wav`);
  }
  return form;
}
