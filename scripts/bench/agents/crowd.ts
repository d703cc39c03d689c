import { join } from "node:path";
import { execaNode } from "execa";
import { stopTimeoutMs } from "../limits.ts";

/** Idle agents that are to be attached. */
export type Crowd = {
  readonly hubUrl: string;
  readonly key: string;
  /** Names go on from here. */
  readonly from: number;
  readonly count: number;
};

/** A process of idle agents. */
export type CrowdProcess = AsyncDisposable & {
  /** Resolves when all of them have been welcomed. */
  attach(crowd: Crowd): Promise<void>;
};

/** Starts it, without any agents yet. */
export function startCrowd(): CrowdProcess {
  const child = execaNode(join(import.meta.dirname, "main.ts"), [], {
    nodePath: process.execPath,
    nodeOptions: [],
    stdin: "ignore",
    stdout: "inherit",
    stderr: "inherit",
    serialization: "advanced",
    reject: false,
    forceKillAfterDelay: stopTimeoutMs,
  });
  return {
    async attach(crowd) {
      const attached = child.getOneMessage();
      await child.sendMessage(crowd);
      await attached;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child;
    },
  };
}
