import { knownServers } from "../engines/known-servers.ts";

/** Where speech servers listen when nobody told them otherwise; several share a port. */
const usualPorts: ReadonlySet<number> = new Set(
  knownServers.flatMap(({ server }) => server.port ?? []),
);

/** Wyoming servers, by Home Assistant's habit. */
const usualWyomingPorts: readonly number[] = [10_200];

/** The addresses to look at on one machine. */
export function usualAddresses(host: string): string[] {
  return [
    ...Array.from(usualPorts, (port) => `http://${host}:${port}`),
    ...usualWyomingPorts.map((port) => `tcp://${host}:${port}`),
  ];
}

/** Programs that speak by themselves, by their names on the PATH. */
export const usualPrograms = ["espeak-ng", "flite"] as const;
