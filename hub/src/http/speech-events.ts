/**
 * Audio as OpenAI's server-sent events: `speech.audio.delta` with base64 of each piece, then
 * `speech.audio.done` with the usage, here characters in and 50 tokens a second of audio out.
 */
export async function* speechEvents(
  audio: AsyncIterable<Uint8Array>,
  usage: () => { readonly characters: number; readonly seconds: number },
): AsyncGenerator<string> {
  for await (const bytes of audio) {
    const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
    yield event({ type: "speech.audio.delta", audio: base64 });
  }
  const { characters, seconds } = usage();
  const tokens = { input_tokens: characters, output_tokens: Math.ceil(seconds * tokensPerSecond) };
  const total = tokens.input_tokens + tokens.output_tokens;
  yield event({ type: "speech.audio.done", usage: { ...tokens, total_tokens: total } });
}

/** Nothing here has tokens; consumers that add them up get a number that grows with the audio. */
const tokensPerSecond = 50;

function event(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
