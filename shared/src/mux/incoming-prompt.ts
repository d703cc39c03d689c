import { limits } from "../wire/limits.ts";
import type { Prompt } from "../wire/messages.ts";
import { Inflow } from "./inflow.ts";

/** The reference recording of a request on its way to the agent, which asks for it by giving credit. */
export class IncomingPrompt {
  readonly #announcedBytes: number;
  #inflow: Inflow | undefined;

  /** `announcedBytes`: its length as OPEN said, 0 for a request without one. */
  constructor(announcedBytes: number) {
    this.#announcedBytes = announcedBytes;
  }

  /** Asks for it: credit is due from here on. */
  want(): void {
    if (this.#announcedBytes > 0) this.#inflow ??= new Inflow(limits.streamWindowBytes, 0);
  }

  /** Takes a piece in. False when that is more than was asked for or announced. */
  push({ offset, bytes }: Prompt): boolean {
    if (offset + bytes.length > this.#announcedBytes) return false;
    return this.#inflow?.push(offset, bytes) === "ok";
  }

  /** The oldest piece not yet taken, which is then done with. */
  take(): Uint8Array | undefined {
    const piece = this.#inflow?.take();
    if (piece !== undefined) this.#inflow?.release(piece.length);
    return piece;
  }

  /** The credit to send now: it counts as given. */
  takeCredit(): number {
    return this.#inflow?.takeCredit() ?? 0;
  }

  /** For HELLO: what has come, and up to where the hub may send. */
  restate(): { readonly received: number; readonly limit: number } {
    return this.#inflow?.restate() ?? { received: 0, limit: 0 };
  }
}
