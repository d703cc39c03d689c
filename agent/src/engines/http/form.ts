/** A multipart form: the fields in their order, absent ones left out, then the WAV files. */
export function formOf(
  fields: Readonly<Record<string, string | number | boolean | undefined>>,
  wavs: Readonly<Record<string, Uint8Array | undefined>> = {},
): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) form.append(name, String(value));
  }
  for (const [name, wav] of Object.entries(wavs)) {
    if (wav === undefined) continue;
    form.append(name, new Blob([Buffer.from(wav)], { type: "audio/wav" }), `${name}.wav`);
  }
  return form;
}
