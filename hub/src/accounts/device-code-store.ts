/** Agents that wait for a user to confirm them (RFC 8628). Of a device code only the hash is kept. */
export interface DeviceCodeStore {
  /** Keeps a new code, and forgets those that have expired. */
  insert(code: DeviceCode): Promise<void>;
  byUserCode(userCode: string): Promise<DeviceCode | undefined>;
  byDeviceHash(deviceHash: string): Promise<DeviceCode | undefined>;
  /** Codes that have not expired at that time, in all or of one address. */
  count(nowMs: number, address?: string): Promise<number>;
  /** A user's decision on a code that waits for one; false when it does not (any more). */
  decide(userCode: string, decision: DeviceDecision): Promise<boolean>;
  /** Takes the code away; true for the one caller that took it. */
  remove(deviceHash: string): Promise<boolean>;
}

export type DeviceCode = {
  /** What the user types, e.g. `BCDF-GHJK`. */
  readonly userCode: string;
  /** SHA-256 of the device code, hexadecimal. */
  readonly deviceHash: string;
  /** What the agent calls itself. */
  readonly name: string;
  /** Where it asked from, as `addressBlock` says. */
  readonly address: string;
  readonly createdMs: number;
  readonly expiresMs: number;
  readonly decision: { readonly at: "pending" } | DeviceDecision;
};

export type DeviceDecision =
  | {
      readonly at: "approved";
      readonly userName: string;
      /** The key by which it was approved; undefined: at the hub's machine. */
      readonly keyId: string | undefined;
    }
  | { readonly at: "denied" };
