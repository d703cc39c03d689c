import { knownServers } from "../engines/known-servers.ts";

/** Where speech servers listen when nobody told them otherwise; several share a port. */
const usualPorts: ReadonlySet<number> = new Set(
  knownServers.flatMap(({ server }) => server.port ?? []),
);

/** Wyoming servers, by Home Assistant's habit. */
const usualWyomingPorts: readonly number[] = [10_200];

/**
 * The addresses to look at on one machine: for each port a list, where the first that answers
 * counts. Servers listen on either loopback address.
 */
export function usualAddresses(host: string): string[][] {
  const hosts = host === "127.0.0.1" ? [host, "::1"] : [host];
  const written = hosts.map((one) => (one.includes(":") ? `[${one}]` : one));
  return [
    ...Array.from(usualPorts, (port) => written.map((one) => `http://${one}:${port}`)),
    ...usualWyomingPorts.map((port) => written.map((one) => `tcp://${one}:${port}`)),
  ];
}

/** Programs that speak by themselves, by their names on the PATH. */
export const usualPrograms = ["espeak-ng", "flite"] as const;
