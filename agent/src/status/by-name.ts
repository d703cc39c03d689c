const collator = new Intl.Collator("en", { numeric: true });

/** Orders names as people do: `rig-2` before `rig-10`. */
export function byName(a: string, b: string): number {
  return collator.compare(a, b);
}
