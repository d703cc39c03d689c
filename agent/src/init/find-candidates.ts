import { availableParallelism } from "node:os";
import { findProgram } from "../engines/program/find-program.ts";
import type { Candidate } from "./candidate.ts";
import { initLimits } from "./limits.ts";
import { probeServer } from "./probe-server.ts";
import { usualPrograms } from "./usual-places.ts";

/** Looks at all the addresses and programs at once; servers come first, in the order of the addresses. */
export async function findCandidates(
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<Candidate[]> {
  const [servers, programs] = await Promise.all([
    Promise.all(addresses.map((address) => probeServer(address, signal))),
    Promise.all(usualPrograms.map(programCandidate)),
  ]);
  return [...servers.flat(), ...programs.flat()];
}

async function programCandidate(program: (typeof usualPrograms)[number]): Promise<Candidate[]> {
  const path = await findProgram(program);
  if (path === undefined) return [];
  const slots = Math.min(initLimits.programSlots, availableParallelism());
  return [
    {
      server: program,
      at: path,
      settings: { type: "tts", model: program, engine: program, slots },
    },
  ];
}
