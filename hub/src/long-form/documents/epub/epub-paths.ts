/** A place in an EPUB. */
export type Target = {
  /** From the top of the ZIP. */
  readonly path: string;
  /** The id of an element in that file. */
  readonly fragment: string | undefined;
};

/**
 * Where a reference leads that stands in the file at `base`; undefined: out of the book. It is only
 * compared with the names in the ZIP, and never a path on this machine.
 */
export function pathOf(href: string, base: string): Target | undefined {
  if (href === "" || /^[a-z][a-z\d+.-]*:/iu.test(href)) return undefined;
  try {
    const url = new URL(href, new URL(encodeURI(base), top));
    if (!url.href.startsWith(top)) return undefined;
    const path = decodeURIComponent(url.pathname.slice(1));
    const fragment = decodeURIComponent(url.hash.slice(1));
    return { path, fragment: fragment === "" ? undefined : fragment };
  } catch {
    return undefined;
  }
}

/** A host that is nowhere: relative references stay below it, whatever dots they have. */
const top = "http://epub.invalid/";
