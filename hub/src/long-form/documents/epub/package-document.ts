import { unreadable } from "../refusal.ts";
import { childrenOf, type Element, elementOf, elementsOf, onOneLine, parseXml } from "./xml.ts";
import { pathOf } from "./epub-paths.ts";

/** What an EPUB's package document says, with paths from the top of the ZIP (EPUB 3.3, 5; OPF 2.0). */
export type PackageDocument = {
  readonly title: string | undefined;
  /** The files of the text, in the order of reading. */
  readonly spine: readonly string[];
  /** EPUB 3's table of contents, an XHTML file. */
  readonly nav: string | undefined;
  /** EPUB 2's. */
  readonly ncx: string | undefined;
};

type Item = {
  readonly path: string;
  readonly type: string;
  readonly properties: readonly string[];
};

/** Where the package document is (META-INF/container.xml). */
export function packagePath(container: string): string {
  const files = [...elementsOf(parseXml(container), "rootfile")];
  const [file] = files.filter((one) => one.attributes["media-type"] === packageType);
  const path = (file ?? files[0])?.attributes["full-path"];
  const found = path === undefined ? undefined : pathOf(path, "");
  if (found === undefined) throw unreadable("this EPUB does not say where its contents are.");
  return found.path;
}

const packageType = "application/oebps-package+xml";

/** Reads a package document that stands at `path`. */
export function readPackage(xml: string, path: string): PackageDocument {
  const root = parseXml(xml);
  const items = itemsOf(root, path);
  const spine = elementOf(root, "spine");
  const refs = spine === undefined ? [] : childrenOf(spine, "itemref");
  const texts = refs
    .filter(({ attributes }) => attributes["linear"] !== "no")
    .map(({ attributes }) => items.get(attributes["idref"] ?? ""))
    .filter((item) => item !== undefined);
  const all = [...items.values()];
  const named = items.get(spine?.attributes["toc"] ?? "");
  const metadata = elementOf(root, "metadata");
  const title = metadata && elementOf(metadata, "title");
  return {
    title: title && onOneLine(title.text),
    spine: [...new Set(texts.filter(({ type }) => isText(type)).map((item) => item.path))],
    nav: all.find(({ properties }) => properties.includes("nav"))?.path,
    ncx: (named ?? all.find(({ type }) => type === "application/x-dtbncx+xml"))?.path,
  };
}

function itemsOf(root: Element, base: string): ReadonlyMap<string, Item> {
  const items = new Map<string, Item>();
  const manifest = elementOf(root, "manifest");
  for (const { attributes } of manifest === undefined ? [] : childrenOf(manifest, "item")) {
    const target = pathOf(attributes["href"] ?? "", base);
    const id = attributes["id"];
    if (id === undefined || target === undefined) continue;
    const type = attributes["media-type"]?.trim().toLowerCase() ?? "";
    const properties = attributes["properties"]?.trim().split(/\s+/u) ?? [];
    items.set(id, { path: target.path, type, properties });
  }
  return items;
}

/** XHTML, under the names that it has had; images and SVG have nothing to be spoken. */
function isText(type: string): boolean {
  return (
    type === "application/xhtml+xml" || type === "text/html" || type === "text/x-oeb1-document"
  );
}
