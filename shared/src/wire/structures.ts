import { limits } from "./limits.ts";
import type { StructuredItem, StructuredValue } from "./messages.ts";

/** How much room a request has left for its structured parameters. */
export class StructureRoom {
  #items: number = limits.structureItems;
  #chars: number = limits.structureChars;

  /** Whether a stranger's value is a map or a list that fits; one that does not takes no room. */
  takes(value: unknown): value is StructuredValue {
    if (typeof value !== "object" || value === null) return false;
    const items = this.#items;
    const chars = this.#chars;
    const fits = this.#take(value, limits.structureDepth);
    if (!fits) [this.#items, this.#chars] = [items, chars];
    return fits;
  }

  #take(value: unknown, depth: number): value is StructuredItem {
    this.#items -= 1;
    if (this.#items < 0) return false;
    if (value === null || typeof value === "boolean") return true;
    if (typeof value === "number") return Number.isFinite(value);
    if (typeof value === "string") return this.#takeChars(value, limits.messageChars);
    if (depth === 0) return false;
    if (Array.isArray(value)) return value.every((item) => this.#take(item, depth - 1));
    return isMap(value) && this.#takeMap(value, depth);
  }

  #takeMap(map: Readonly<Record<string, unknown>>, depth: number): boolean {
    return Object.entries(map).every(
      ([name, item]) =>
        name !== "__proto__" &&
        this.#takeChars(name, limits.nameChars) &&
        this.#take(item, depth - 1),
    );
  }

  #takeChars(text: string, max: number): boolean {
    this.#chars -= text.length;
    return text.length <= max && this.#chars >= 0;
  }
}

/** Of JSON or of MessagePack, which also knows bytes and times. */
function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
