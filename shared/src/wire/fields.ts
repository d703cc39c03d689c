import { Failure } from "./failures.ts";
import { isLanguageTag } from "./language-tag.ts";
import { limits } from "./limits.ts";
import { isPlain, toPlain } from "./plain-text.ts";

/**
 * Reads the fields of a MessagePack map from a stranger: each method returns a value of the type
 * and within the bounds that it names, or throws PROTOCOL with the field's path. Fields that nobody
 * asks for are ignored, so that newer peers may send more.
 */
export class Fields {
  readonly #map: Readonly<Record<string, unknown>>;
  readonly #path: string;

  constructor(value: unknown, path: string) {
    if (!isPlainMap(value)) throw new Failure("PROTOCOL", `${path} is not a map`);
    this.#map = value;
    this.#path = path;
  }

  uint(key: string, max: number, min = 0): number {
    const value = this.#get(key);
    const fits = Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
    if (!fits) this.#refuse(key, `must be an integer from ${min} to ${max}`);
    return value as number;
  }

  boolean(key: string): boolean {
    const value = this.#get(key);
    return typeof value === "boolean" ? value : this.#refuse(key, "must be a boolean");
  }

  string(key: string, maxChars: number): string {
    return this.#checkString(this.#get(key), key, maxChars);
  }

  /** A short string of printable characters that is not empty. */
  name(key: string): string {
    return this.#checkName(this.#get(key), key);
  }

  /** A string of printable characters. */
  plain(key: string, maxChars: number): string {
    return this.#checkPlain(this.string(key, maxChars), key);
  }

  /** A message for people, with spaces in place of what is not printable. */
  message(key: string): string {
    return toPlain(this.string(key, limits.messageChars));
  }

  language(key: string): string {
    const tag = this.#get(key);
    if (typeof tag === "string" && isLanguageTag(tag)) return tag;
    return this.#refuse(key, `must be a BCP 47 tag of at most ${limits.languageChars} characters`);
  }

  oneOf<T extends string>(key: string, allowed: readonly T[]): T {
    const value = this.#get(key);
    const found = allowed.find((one) => one === value);
    return found ?? this.#refuse(key, `must be one of ${allowed.join(", ")}`);
  }

  isString(key: string): boolean {
    return typeof this.#get(key) === "string";
  }

  fields(key: string): Fields {
    return new Fields(this.#get(key), `${this.#path}.${key}`);
  }

  /** A list of maps. */
  list<T>(key: string, max: number, read: (item: Fields) => T): readonly T[] {
    return this.#array(key, max).map((item, at) =>
      read(new Fields(item, `${this.#path}.${key}[${at}]`)),
    );
  }

  names(key: string, max: number): readonly string[] {
    return this.#array(key, max).map((item) => this.#checkName(item, key));
  }

  /** A map of at most `max` names to values; `read` returns undefined for what does not fit. */
  entries<T>(
    key: string,
    max: number,
    read: (value: unknown) => T | undefined,
  ): Readonly<Record<string, T>> {
    const value = this.#get(key);
    if (!isPlainMap(value)) return this.#refuse(key, "must be a map");
    const found = Object.entries(value);
    if (found.length > max) this.#refuse(key, `must have at most ${max} entries`);
    const checked = found.map(([name, one]): [string, T] => [
      this.#checkName(name, key),
      read(one) ?? this.#refuse(key, "has a value that does not fit"),
    ]);
    return Object.fromEntries(checked);
  }

  /** `{ [key]: read(key) }` where the field is there, `{}` where it is not: made to be spread. */
  optional<K extends string, T>(
    key: K,
    read: (fields: Fields, key: K) => T,
  ): { readonly [P in K]?: T } {
    const value = this.#get(key);
    if (value === undefined || value === null) return {};
    return { [key]: read(this, key) } as { readonly [P in K]?: T };
  }

  #get(key: string): unknown {
    return Object.hasOwn(this.#map, key) ? this.#map[key] : undefined;
  }

  #array(key: string, max: number): readonly unknown[] {
    const value = this.#get(key);
    if (!Array.isArray(value) || value.length > max) {
      return this.#refuse(key, `must be a list of at most ${max}`);
    }
    return value;
  }

  #checkString(value: unknown, key: string, maxChars: number): string {
    if (typeof value === "string" && value.length <= maxChars) return value;
    return this.#refuse(key, `must be a string of at most ${maxChars} characters`);
  }

  #checkName(value: unknown, key: string): string {
    const name = this.#checkString(value, key, limits.nameChars);
    return name.length > 0 ? this.#checkPlain(name, key) : this.#refuse(key, "must not be empty");
  }

  #checkPlain(text: string, key: string): string {
    return isPlain(text) ? text : this.#refuse(key, "must be of printable characters");
  }

  #refuse(key: string, why: string): never {
    throw new Failure("PROTOCOL", `${this.#path}.${key} ${why}`);
  }
}

function isPlainMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof Date)
  );
}
