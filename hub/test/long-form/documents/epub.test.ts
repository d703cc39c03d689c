import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { suite, test } from "node:test";
import { array, assert, asyncProperty, nat, record } from "fast-check";
import { Failure } from "@club/shared/wire/failures.ts";
import { parseDocument } from "../../../src/long-form/documents/parse-document.ts";
import { container, epubOf, xhtml } from "./books.ts";
import { zipOf } from "./zip.ts";

suite("an EPUB", () => {
  test("is divided by its navigation document, version 3", async () => {
    const nav =
      xhtml(`<nav epub:type="landmarks"><ol><li><a href="cover.xhtml">Cover</a></li></ol></nav>
      <nav epub:type="toc"><h1>Contents</h1><ol>
        <li><a href="text/one.xhtml">Down &amp; Out</a><ol><li><a href="text/one.xhtml#b">A section</a></li></ol></li>
        <li><a href="text/two%20b.xhtml">  The
          Second </a></li></ol></nav>`);
    const book = epubOf({
      title: "Down &amp; Out in a Book",
      texts: {
        "cover.xhtml": xhtml(`<img src="c.jpg" alt=""/>`),
        "nav.xhtml": nav,
        "text/one.xhtml": xhtml(
          `<h1>Down &amp; Out</h1><p>First.</p><h2 id="b">A section</h2><p>More.</p>`,
        ),
        "text/one-b.xhtml": xhtml("<p>It goes on in another file.</p>"),
        "text/two%20b.xhtml": xhtml("<p>Last&nbsp;one.</p>"),
      },
      manifest: `<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>`,
    });
    deepEqual(await parseDocument(book, "epub"), {
      title: "Down & Out in a Book",
      chapters: [
        {
          title: "Down & Out",
          text: "Down & Out.\n\nFirst.\n\nA section.\n\nMore.\n\nIt goes on in another file.",
        },
        { title: "The Second", text: "Last\u00a0one." },
      ],
    });
  });

  test("is divided by its NCX, version 2, also within one file", async () => {
    const ncx = `<?xml version="1.0" encoding="utf-8"?><!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://www.daisy.org/z3986/2005/ncx-2005-1.dtd">
      <ncx:ncx xmlns:ncx="http://www.daisy.org/z3986/2005/ncx/"><ncx:navMap>
      <ncx:navPoint id="a" playOrder="1"><ncx:navLabel><ncx:text>I. The Start</ncx:text></ncx:navLabel><ncx:content src="all.html#one"/></ncx:navPoint>
      <ncx:navPoint id="b" playOrder="2"><ncx:navLabel><ncx:text>II. The End</ncx:text></ncx:navLabel><ncx:content src="all.html#two"/></ncx:navPoint>
      </ncx:navMap></ncx:ncx>`;
    const all = xhtml(`<p>By Nobody.</p><h2><a id="one"></a>I. The Start</h2><p>It began
      in the<br/>rain.</p><div><h2 id="two">II. The End</h2></div><p>It ended.</p>`);
    const book = epubOf({
      texts: { "all.html": all },
      spine: `toc="ncx"`,
      manifest: `<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>`,
      others: [{ name: "OEBPS/toc.ncx", content: ncx }],
    });
    deepEqual((await parseDocument(book, "epub")).chapters, [
      { title: "By Nobody", text: "By Nobody." },
      { title: "I. The Start", text: "I. The Start.\n\nIt began in the\nrain." },
      { title: "II. The End", text: "II. The End.\n\nIt ended." },
    ]);
  });

  test("without a table of contents has a chapter for each file, and a part's title before the next", async () => {
    const book = epubOf({
      texts: {
        "a.xhtml": xhtml("<h1>Part One</h1>"),
        "b.xhtml": xhtml("<h2>Morning</h2><p>Tea.</p>"),
        "c.xhtml": xhtml(
          "<p>An evening without any heading at all, and a sentence that goes on.</p>",
        ),
      },
    });
    deepEqual((await parseDocument(book, "epub")).chapters, [
      { title: "Morning", text: "Part One.\n\nMorning.\n\nTea." },
      {
        title: "An evening without any heading at all, and a sentence that…",
        text: "An evening without any heading at all, and a sentence that goes on.",
      },
    ]);
  });

  test("is spoken without marks of notes, page numbers, scripts and readings above characters", async () => {
    const text =
      xhtml(`<p>A note<a epub:type="noteref" href="#n1">1</a> here<span epub:type="pagebreak" title="7">7</span>.</p>
      <script>var x = "</p>";</script><p hidden="hidden">Not this.</p>
      <p><ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>です。</p><ul><li>one</li><li>two!</li></ul>
      <svg><text>No</text></svg><p><img alt="O" src="o.png"/>nce &eacute;t&eacute; &#8212; <i>so</i>.</p>`);
    const { chapters } = await parseDocument(epubOf({ texts: { "a.xhtml": text } }), "epub");
    equal(chapters[0]?.text, "A note here.\n\n漢字です。\n\none.\n\ntwo!\n\nOnce été — so.");
  });

  test("expands no entities of its own, and fetches nothing", async () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>
      <html><body><p>Here &b; and &x;.</p></body></html>`;
    const { chapters } = await parseDocument(epubOf({ texts: { "a.xhtml": bomb } }), "epub");
    match(chapters[0]?.text ?? "", /Here &b; and &x;\.$/);
  });

  test("is taken in other encodings that its files name", async () => {
    const latin = Buffer.from(
      `<?xml version="1.0" encoding="ISO-8859-1"?><html><body><p>Caf\u00e9.</p></body></html>`,
      "latin1",
    );
    const utf16 = Buffer.from(`\ufeff<html><body><p>Tee \u{1f375}.</p></body></html>`, "utf16le");
    const others = [
      { name: "OEBPS/l.xhtml", content: latin },
      { name: "OEBPS/u.xhtml", content: utf16 },
    ];
    const manifest = `<item id="l" href="l.xhtml" media-type="application/xhtml+xml"/><item id="u" href="u.xhtml" media-type="application/xhtml+xml"/>`;
    const spined = epubWith(manifest, `<itemref idref="l"/><itemref idref="u"/>`, others);
    const { chapters } = await parseDocument(spined, "epub");
    deepEqual(
      chapters.map(({ text }) => text),
      ["Café.", "Tee 🍵."],
    );
  });
});

function epubWith(manifest: string, spine: string, others: Parameters<typeof zipOf>[0]): Buffer {
  const opf = `<package><manifest>${manifest}</manifest><spine>${spine}</spine></package>`;
  return zipOf([
    { name: "META-INF/container.xml", content: container },
    { name: "OEBPS/content.opf", content: opf },
    ...others,
  ]);
}

suite("an EPUB is refused with what to do", () => {
  const one = xhtml("<p>Words.</p>");
  const encryption = `<encryption><EncryptedData><CipherData><CipherReference URI="OEBPS/a.xhtml"/></CipherData></EncryptedData></encryption>`;
  const cases: readonly [string, Buffer, RegExp][] = [
    ["that is no ZIP", Buffer.from("%PDF-1.7 not a book"), /no EPUB, or a damaged one/],
    ["that is cut off", epubOf({ texts: { "a.xhtml": one } }).subarray(0, 600), /damaged/],
    ["that is another ZIP", zipOf([{ name: "a.txt", content: "hello" }]), /a ZIP, but no EPUB/],
    [
      "that is copy-protected",
      epubOf({
        texts: { "a.xhtml": one },
        others: [{ name: "META-INF/encryption.xml", content: encryption }],
      }),
      /copy-protected/,
    ],
    [
      "whose files are encrypted",
      zipOf([{ name: "META-INF/container.xml", content: container, flags: 1 }]),
      /copy-protected/,
    ],
    [
      "whose names lead out of it",
      zipOf([
        { name: "META-INF/container.xml", content: container },
        { name: "../../etc/passwd", content: "x" },
      ]),
      /damaged/,
    ],
    [
      "that says less of its sizes than is true",
      epubOf({
        texts: {},
        others: [{ name: "META-INF/encryption.xml", content: "x".repeat(9_999), claimedBytes: 10 }],
      }),
      /damaged/,
    ],
    ["without text", epubOf({ texts: { "a.xhtml": xhtml("<p> . </p>") } }), /no text in it/],
    [
      "that does not say where its contents are",
      zipOf([{ name: "META-INF/container.xml", content: "<container/>" }]),
      /where its contents are/,
    ],
  ];
  for (const [what, bytes, words] of cases) {
    test(what, async () => {
      await rejects(parseDocument(bytes, "epub"), (error) => {
        return (
          error instanceof Failure && error.code === "INVALID_REQUEST" && words.test(error.message)
        );
      });
    });
  }

  test("that unpacks to more than any book has", async () => {
    const bomb = Buffer.alloc(40 * 1024 * 1024, 0x20);
    const book = epubOf({
      texts: {},
      others: [{ name: "META-INF/encryption.xml", content: bomb }],
    });
    equal(book.byteLength < 100_000, true);
    await rejects(parseDocument(book, "epub"), (error) => {
      return error instanceof Failure && error.code === "TOO_LARGE";
    });
  });
});

test("an EPUB that is damaged anywhere is read or refused, and nothing else", async () => {
  const texts = { "a.xhtml": xhtml("<h1>One</h1><p>Words.</p>"), "b.xhtml": xhtml("<p>More.</p>") };
  const book = epubOf({ texts });
  const damage = record({ at: nat({ max: book.length - 1 }), byte: nat({ max: 255 }) });
  await assert(
    asyncProperty(array(damage, { minLength: 1, maxLength: 6 }), async (all) => {
      const bytes = Buffer.from(book);
      for (const { at, byte } of all) bytes[at] = byte;
      await parseDocument(bytes, "epub").catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error;
      });
    }),
    { numRuns: 300 },
  );
});
