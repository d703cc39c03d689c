import { isIPv6 } from "node:net";

/**
 * Whom an address belongs to, for counting: itself for IPv4; for IPv6 the /64 that a household or a
 * server is given whole (RFC 6177), for else one of them has any number of addresses.
 */
export function addressBlock(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [before = "", after = ""] = (address.split("%")[0] ?? "").split("::");
  const [head, tail] = [before, after].map((part) => (part === "" ? [] : part.split(":")));
  const zeros = Array.from({ length: 8 - (head?.length ?? 0) - (tail?.length ?? 0) }, () => "0");
  const groups = address.includes("::") ? [...(head ?? []), ...zeros, ...(tail ?? [])] : head;
  const network = (groups ?? [])
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(":")}::/64`;
}
