import { Parser } from "htmlparser2";

/** One element of an XML document, by its name without a prefix. */
export type Element = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  /** The text directly in it and in its descendants. */
  text: string;
};

/**
 * A small XML document (a table of contents, a manifest) as a tree. Entities of its own are not
 * expanded, nothing outside is fetched, and elements deeper than any real document's are left out.
 */
export function parseXml(xml: string): Element {
  const root: Element = { name: "", attributes: {}, children: [], text: "" };
  const open: Element[] = [root];
  let left = 0;
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        const parent = open.at(-1);
        if (parent === undefined || left > 0 || open.length > maxDepth) {
          left += 1;
          return;
        }
        const element = { name: localName(name), attributes, children: [], text: "" };
        parent.children.push(element);
        open.push(element);
      },
      ontext: (text) => {
        const element = open.at(-1);
        if (element !== undefined) element.text += text;
      },
      onclosetag: () => {
        if (left > 0) {
          left -= 1;
          return;
        }
        const closed = open.pop();
        const parent = open.at(-1);
        if (closed === undefined || parent === undefined) return;
        if (parent !== root) parent.text += closed.text;
      },
    },
    { xmlMode: true, lowerCaseTags: false },
  );
  parser.end(xml);
  return root;
}

/** Deeper than the deepest tables of contents. */
const maxDepth = 40;

/** All elements of a name, in the order of the document. */
export function* elementsOf(element: Element, name: string): Generator<Element> {
  for (const child of element.children) {
    if (child.name === name) yield child;
    yield* elementsOf(child, name);
  }
}

/** The first element of a name. */
export function elementOf(element: Element, name: string): Element | undefined {
  const [first] = elementsOf(element, name);
  return first;
}

/** An element's children of a name. */
export function childrenOf(element: Element, name: string): readonly Element[] {
  return element.children.filter((child) => child.name === name);
}

/** Text on one line. */
export function onOneLine(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}

/** `opf:item` and `item` are the same here. */
export function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
