import { setTimeout as wait } from "node:timers/promises";
import { forget, type Received, speak } from "./speak.ts";
import { speakLive } from "./speak-live.ts";
import { keepSample, type Sample } from "./voice-samples.ts";
import type { World } from "./world.ts";

/** What all consumers did and saw. */
export type Seen = {
  readonly received: Received[];
  readonly samples: Sample[];
};

/** Does one thing after another until the signal fires. */
export async function consume(
  world: World,
  random: () => number,
  signal: AbortSignal,
  seen: Seen,
): Promise<void> {
  while (!signal.aborted) {
    const drawn = random();
    if (drawn < 0.05) seen.samples.push(await keepSample(world, random));
    else if (drawn < 0.15) seen.received.push(await speakLive(world, sentence(random)));
    else seen.received.push(await request(world, random));
    await wait(100 * random());
  }
}

async function request(world: World, random: () => number): Promise<Received> {
  const format = pick(formats, random);
  const isSse = format !== "wav" && random() < 0.2;
  const leavesAfterMs = random() < 0.15 ? 300 * random() : undefined;
  const received = await speak(world, { text: sentence(random), format, isSse, leavesAfterMs });
  return received.outcome === "complete" && random() < 0.1
    ? await forget(world, received)
    : received;
}

const formats = ["wav", "wav", "wav", "pcm", "pcm", "opus", "mp3", "flac"] as const;

/** One sentence of 30 to 110 characters: it is spoken as one, by any engine. */
function sentence(random: () => number): string {
  const words: string[] = [];
  const length = 30 + Math.floor(80 * random());
  while (words.join(" ").length < length) {
    words.push((Math.floor(random() * 36 ** 5) + 36 ** 4).toString(36).replaceAll(/\d/g, "e"));
  }
  return `A${words.join(" ").slice(0, length)}.`;
}

function pick<T>(some: readonly T[], random: () => number): T {
  return some[Math.floor(random() * some.length)] as T;
}
