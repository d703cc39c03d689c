import type { Caller } from "../../src/accounts/caller.ts";

/** A consumer by name, whose key prefers nobody. */
export function callerCalled(userName: string, change: Partial<Caller> = {}): Caller {
  return {
    userId: `user-${userName}`,
    userName,
    keyId: `key-${userName}`,
    keyName: "",
    scopes: ["consumer"],
    routing: "any",
    keyAllowance: {},
    userAllowance: {},
    samplesToOthers: false,
    ...change,
  };
}
