import { wavHeader } from "@club/shared/audio/wav-header.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Speech } from "../engines/engine.ts";
import { findProgram } from "../engines/program/find-program.ts";
import { runProgram } from "../engines/program/run-program.ts";

/** Plays speech while it comes; returns the player's name. Throws NOT_FOUND when there is no player. */
export async function play({ format, audio }: Speech, signal: AbortSignal): Promise<string> {
  const player = await findPlayer();
  async function* wav() {
    yield wavHeader(format);
    yield* audio;
  }
  const [program, ...argv] = player;
  // Players print nothing of use; what they print is read to its end all the same.
  for await (const _ of runProgram(program, argv, { input: wav(), signal }));
  return program;
}

type Player = readonly [program: string, ...argv: string[]];

async function findPlayer(): Promise<Player> {
  for (const player of players) {
    if ((await findProgram(player[0])) !== undefined) return player;
  }
  const names = players.map(([program]) => program).join(", ");
  throw new Failure("NOT_FOUND", `There is no player here (${names}): use --output FILE.`);
}

/** Players that read a WAV from standard input. */
const players: readonly Player[] = [
  ["aplay", "-q", "-"],
  ["ffplay", "-nodisp", "-autoexit", "-loglevel", "error", "-i", "pipe:0"],
  ["play", "-q", "-t", "wav", "-"],
];
