import type { TestContext } from "node:test";
import { suite } from "node:test";
import type { Store } from "../../src/store/store.ts";
import { accountContract } from "./account-contract.ts";
import { historyContract } from "./history-contract.ts";
import { idempotencyContract } from "./idempotency-contract.ts";
import { sampleContract } from "./sample-contract.ts";
import { shareContract } from "./share-contract.ts";
import { usageContract } from "./usage-contract.ts";

/** A new, empty store for one test, closed after it. */
export type OpenStore = (t: TestContext) => Promise<Store>;

/** What every implementation of the store must do. */
export function storeContract(name: string, open: OpenStore): void {
  suite(name, () => {
    accountContract(open);
    historyContract(open);
    idempotencyContract(open);
    usageContract(open);
    shareContract(open);
    sampleContract(open);
  });
}
