import type { ComponentChildren } from "preact";
import type { Key } from "../api/bodies.ts";
import { ago, moment } from "../text/format.ts";
import { limitWords } from "./limit-words.ts";

type KeyRowProps = {
  readonly entry: Key;
  /** Whether this browser is signed in with it. */
  readonly isCurrent?: boolean;
  /** What can be done with it while it works. */
  readonly children?: ComponentChildren;
};

/** A key in a list: what it is for, what it may do, and when it was used. */
export function KeyRow({ entry, isCurrent = false, children }: KeyRowProps) {
  const end = endOf(entry);
  const limits = limitWords(entry.limits, "");
  return (
    <li class={end === undefined ? "key" : "key over"}>
      <span class="key-name">
        <strong dir="auto">{keyName(entry)}</strong>
        {isCurrent && <span class="status completed">This browser</span>}
        {entry.scopes.map((scope) => (
          <span key={scope} class="tag">
            {scope}
          </span>
        ))}
      </span>
      <span class="hint">
        {end ?? (entry.last_used === null ? "never used" : `used ${ago(entry.last_used)}`)}
        {end === undefined && entry.expires !== null && `, expires ${moment(entry.expires)}`}
        {limits !== "" && ` · ${limits}`}
      </span>
      {end === undefined && <span class="row-actions">{children}</span>}
    </li>
  );
}

/** Keys that no longer work, out of the way. */
export function EndedKeys({ keys }: { readonly keys: readonly Key[] }) {
  const ended = newestFirst(keys.filter((key) => !works(key)));
  if (ended.length === 0) return null;
  return (
    <details>
      <summary>
        {ended.length} ended {ended.length === 1 ? "key" : "keys"}
      </summary>
      <ul class="keys">
        {ended.map((key) => (
          <KeyRow key={key.id} entry={key} />
        ))}
      </ul>
    </details>
  );
}

/** Those that still work, newest first. */
export function workingKeys(keys: readonly Key[]): readonly Key[] {
  return newestFirst(keys.filter(works));
}

/** Its name, or its id where nobody has given it one. */
export function keyName({ name, id }: Pick<Key, "name" | "id">): string {
  return name === "" ? id : name;
}

function works(key: Key): boolean {
  return endOf(key) === undefined;
}

/** Why a key no longer works; undefined: it does. */
function endOf({ revoked, expires }: Key): string | undefined {
  if (revoked !== null) return `revoked ${ago(revoked)}`;
  return expires !== null && expires * 1000 <= Date.now() ? `expired ${ago(expires)}` : undefined;
}

function newestFirst(keys: readonly Key[]): readonly Key[] {
  return keys.toSorted((a, b) => b.created - a.created);
}
