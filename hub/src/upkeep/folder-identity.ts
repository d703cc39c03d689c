import { type Stats } from "node:fs";
import { stat } from "node:fs/promises";
import type { DataFolder } from "../data-folder.ts";

/** Which folder and database a hub has begun with, so that it notices when they are no longer there. */
export class FolderIdentity {
  readonly #known: readonly Known[];

  /** Notes what is there now. */
  static async of({ root, database }: DataFolder): Promise<FolderIdentity> {
    const known = [root, database].map(async (path) => ({ path, as: await stat(path) }));
    return new FolderIdentity(await Promise.all(known));
  }

  constructor(known: readonly Known[]) {
    this.#known = known;
  }

  /** What is not there any more, in a sentence; undefined: all of it is. */
  async fault(): Promise<string | undefined> {
    for (const { path, as } of this.#known) {
      const found = await stat(path).catch(() => undefined);
      if (found?.ino === as.ino && found.dev === as.dev) continue;
      return `${path} was moved or deleted while the hub runs. Put it back, or restart the hub.`;
    }
    return undefined;
  }
}

type Known = { readonly path: string; readonly as: Pick<Stats, "ino" | "dev"> };
