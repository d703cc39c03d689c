/** `3 d 4 h`, `2 h 5 min`, `4 min 10 s`, `12 s`: the two largest units of a duration. */
export function durationWords(seconds: number): string {
  const whole = Math.floor(seconds);
  const parts = [
    { count: Math.floor(whole / 86_400), unit: "d" },
    { count: Math.floor(whole / 3_600) % 24, unit: "h" },
    { count: Math.floor(whole / 60) % 60, unit: "min" },
    { count: whole % 60, unit: "s" },
  ];
  const first = parts.findIndex(({ count }) => count > 0);
  const shown = first === -1 ? parts.slice(-1) : parts.slice(first, first + 2);
  const named = shown.filter(({ count }, at) => count > 0 || at === 0);
  return named.map(({ count, unit }) => `${count} ${unit}`).join(" ");
}

/** A figure in milliseconds, or a dash where there is none yet. */
export function msWords(ms: number | null): string {
  if (ms === null) return "–";
  return ms >= 10_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms)} ms`;
}

/** `1 voice`, `2 voices`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Words in lines of at most so many characters, as far as a single word allows it. */
export function wrapped(words: string, width: number): readonly string[] {
  const lines = [""];
  for (const word of words.split(/\s+/)) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && line.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}
