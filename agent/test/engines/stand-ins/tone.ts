/** What every stand-in says: 16-bit PCM that depends on each character, so that nothing can be lost unseen. */
export function toneOf(text: string, framesPerCharacter = 480, channels = 1): Buffer {
  const characters = Array.from(text);
  const pcm = Buffer.alloc(characters.length * framesPerCharacter * channels * 2);
  let at = 0;
  for (const [index, character] of characters.entries()) {
    const step = ((character.codePointAt(0) ?? 0) % 97) * 37 + index + 1;
    for (let i = 0; i < framesPerCharacter * channels; i++) {
      pcm.writeInt16LE(((i * step) % 20_000) - 10_000, at);
      at += 2;
    }
  }
  return pcm;
}
