import { pathOf, type Target } from "./epub-paths.ts";
import {
  childrenOf,
  type Element,
  elementOf,
  elementsOf,
  localName,
  onOneLine,
  parseXml,
} from "./xml.ts";

/** An entry of a table of contents. */
export type NavigationEntry = Target & {
  readonly title: string;
  /** 1: the uppermost. */
  readonly depth: number;
};

/** The entries of an EPUB 3 navigation document (EPUB 3.3, 7), in the order of the list. */
export function readNav(xhtml: string, base: string): readonly NavigationEntry[] {
  const navs = [...elementsOf(parseXml(xhtml), "nav")];
  const toc = navs.find((nav) => typesOf(nav).includes("toc")) ?? navs[0];
  const list = toc && elementOf(toc, "ol");
  return list === undefined ? [] : [...listed(list, base, 1)];
}

function* listed(list: Element, base: string, depth: number): Generator<NavigationEntry> {
  for (const item of childrenOf(list, "li")) {
    const [label] = item.children.filter(({ name }) => name === "a" || name === "span");
    const link = label?.name === "a" ? label : undefined;
    const target = pathOf(link?.attributes["href"] ?? "", base);
    if (target !== undefined) yield { ...target, title: onOneLine(link?.text ?? ""), depth };
    for (const inner of childrenOf(item, "ol")) yield* listed(inner, base, depth + 1);
  }
}

function typesOf({ attributes }: Element): readonly string[] {
  const [, types = ""] =
    Object.entries(attributes).find(([name]) => localName(name) === "type") ?? [];
  return types.split(/\s+/u);
}

/** The entries of an EPUB 2 table of contents (NCX: ANSI/NISO Z39.86-2005, 8). */
export function readNcx(xml: string, base: string): readonly NavigationEntry[] {
  const map = elementOf(parseXml(xml), "navMap");
  return map === undefined ? [] : [...points(map, base, 1)];
}

function* points(parent: Element, base: string, depth: number): Generator<NavigationEntry> {
  for (const point of childrenOf(parent, "navPoint")) {
    const [label] = childrenOf(point, "navLabel");
    const [content] = childrenOf(point, "content");
    const target = pathOf(content?.attributes["src"] ?? "", base);
    if (target !== undefined) yield { ...target, title: onOneLine(label?.text ?? ""), depth };
    yield* points(point, base, depth + 1);
  }
}
