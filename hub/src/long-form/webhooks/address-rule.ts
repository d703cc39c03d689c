import { Failure } from "@club/shared/wire/failures.ts";
import { BlockList, isIP } from "node:net";

/** Says whether something may be sent to an IP address. */
export type AddressRule = (address: string) => boolean;

/**
 * Public addresses, and those of the networks that the operator names (`10.0.0.0/8`, or one address).
 * Throws INVALID_REQUEST for what is no network.
 */
export function addressRule(networks: readonly string[]): AddressRule {
  const isNamed = within(networks);
  return (address) => isIP(address) !== 0 && (isNamed(address) || !isSpecial(address));
}

/**
 * IANA's registries of special-purpose addresses: loopback, private, link-local, and all else that is
 * not public. Of IPv6 only 2000::/3 is, and of that not what stands for an IPv4 address or for nothing.
 */
const isSpecial = within([
  ..."0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12".split(" "),
  ..."192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15".split(" "),
  ..."198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4".split(" "),
  ..."::/3 4000::/2 8000::/1 2001::/23 2001:db8::/32 2002::/16 3fff::/20".split(" "),
]);

/** Each family has a list of its own: in one, every IPv4 address would be within ::/3, as its mapped form is. */
function within(networks: readonly string[]): AddressRule {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const family = familyOf(address);
    const prefix = bits === undefined ? (family === "ipv6" ? 128 : 32) : Number(bits);
    try {
      lists[family].addSubnet(address, prefix, family);
    } catch (cause) {
      throw new Failure("INVALID_REQUEST", `${network} is not a network.`, { cause });
    }
  }
  return (address) => {
    // An IPv4 address that is written as IPv6 counts as what it is.
    const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
    const family = familyOf(plain);
    return lists[family].check(plain, family);
  };
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}
