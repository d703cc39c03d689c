import { availableParallelism } from "node:os";
import { findProgram } from "../engines/program/find-program.ts";
import type { Candidate } from "./candidate.ts";
import { initLimits } from "./limits.ts";
import { type Probe, probeServer } from "./probe-server.ts";
import { usualPrograms } from "./usual-places.ts";

/** An address that was given, and why nothing there can be served. */
export type Miss = { readonly address: string; readonly reason: string };

export type Found = { readonly candidates: readonly Candidate[]; readonly misses: readonly Miss[] };

export type Places = {
  /** These are waited for while they load, and accounted for one by one. */
  readonly given: readonly string[];
  /** Where something may be: each is a list of addresses, and the first that answers is taken. */
  readonly usual: readonly (readonly string[])[];
  readonly apiKeyFile: string | undefined;
};

/** Looks at all the addresses and programs at once; servers come first, in the order of the addresses. */
export async function findCandidates(places: Places, signal: AbortSignal): Promise<Found> {
  const { given, usual, apiKeyFile } = places;
  const [probes, ofUsual, programs] = await Promise.all([
    Promise.all(given.map((one) => probeServer(one, { apiKeyFile, isGiven: true }, signal))),
    Promise.all(usual.map((addresses) => firstOf(addresses, apiKeyFile, signal))),
    Promise.all(usualPrograms.map(programCandidate)),
  ]);
  const misses = given.flatMap((address, at) => {
    const probe = probes[at];
    return probe?.at === "nothing" ? [{ address, reason: probe.reason }] : [];
  });
  const taken = new Set(probes.flatMap(candidatesOf).map(({ at }) => at));
  const others = ofUsual.flat().filter(({ at }) => !taken.has(at));
  return { candidates: [...probes.flatMap(candidatesOf), ...others, ...programs.flat()], misses };
}

async function firstOf(
  addresses: readonly string[],
  apiKeyFile: string | undefined,
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  for (const address of addresses) {
    const probe = await probeServer(address, { apiKeyFile, isGiven: false }, signal);
    if (probe.at === "found") return probe.candidates;
  }
  return [];
}

function candidatesOf(probe: Probe): readonly Candidate[] {
  return probe.at === "found" ? probe.candidates : [];
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
