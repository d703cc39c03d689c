import { type ZipEntry, zipOf } from "./zip.ts";

export const container = `<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>`;

export type Book = {
  readonly title?: string;
  /** Elements of the manifest beside the files of the text. */
  readonly manifest?: string;
  /** Attributes of the spine. */
  readonly spine?: string;
  /** The text's files, by name. */
  readonly texts: Readonly<Record<string, string>>;
  readonly others?: readonly ZipEntry[];
};

/** A book as publishers' programs write it. */
export function epubOf({
  title = "A Book",
  manifest = "",
  spine = "",
  texts,
  others = [],
}: Book): Buffer {
  const names = Object.keys(texts);
  const items = names.map(
    (name, at) => `<item id="t${at}" href="${name}" media-type="application/xhtml+xml"/>`,
  );
  const refs = names.map((_, at) => `<itemref idref="t${at}"/>`);
  const opf = `<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${title}</dc:title></metadata>
  <manifest>${items.join("")}${manifest}</manifest>
  <spine ${spine}>${refs.join("")}</spine>
</package>`;
  return zipOf([
    { name: "mimetype", content: "application/epub+zip" },
    { name: "META-INF/container.xml", content: container },
    { name: "OEBPS/content.opf", content: opf },
    ...names.map((name) => ({
      name: `OEBPS/${decodeURIComponent(name)}`,
      content: texts[name] ?? "",
    })),
    ...others,
  ]);
}

/** An XHTML file with this body. */
export function xhtml(body: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head><title>ignored</title><style>p { margin: 0 }</style></head><body>${body}</body></html>`;
}
