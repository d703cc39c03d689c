import { deepEqual, equal, rejects } from "node:assert/strict";
import { suite, test } from "node:test";
import { array, assert, asyncProperty, constantFrom } from "fast-check";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Document, DocumentKind } from "../../../src/long-form/documents/document.ts";
import { parseDocument } from "../../../src/long-form/documents/parse-document.ts";

async function read(text: string | Uint8Array, kind: DocumentKind): Promise<Document> {
  return await parseDocument(Buffer.from(text as string), kind);
}

async function titles(text: string, kind: DocumentKind): Promise<readonly string[]> {
  return (await read(text, kind)).chapters.map(({ title }) => title);
}

function isInvalid(error: unknown): boolean {
  return error instanceof Failure && error.code === "INVALID_REQUEST" && error.param === "file";
}

suite("a plain text", () => {
  test("is divided at its headings, and lines that a program broke are joined", async () => {
    const text = `A STORY

CONTENTS
Chapter 1. The Road
Chapter 2

CHAPTER 1. The Road

It was a long road, and nobody who had ever walked along
it had come back to tell how far it went.
Chapter 2 was far away then.

Chapter II
The House

"Who
is there?"
`;
    deepEqual((await read(text, "txt")).chapters, [
      { title: "A STORY", text: "A STORY\n\nCONTENTS\nChapter 1. The Road\nChapter 2" },
      {
        title: "CHAPTER 1. The Road",
        text: "CHAPTER 1. The Road.\n\nIt was a long road, and nobody who had ever walked along\nit had come back to tell how far it went.\nChapter 2 was far away then.",
      },
      { title: "Chapter II: The House", text: 'Chapter II. The House.\n\n"Who\nis there?"' },
    ]);
  });

  test("has headings in many languages", async () => {
    const headings =
      "Kapitel 3|Zweites Kapitel|Chapitre IV: Le soir|Capítulo 12|Глава 5|第三章 夜|제 2 장|Prologue|Part the Second".split(
        "|",
      );
    const text = headings.map((heading) => `${heading}\n\nText ${heading.length}.`).join("\n\n");
    deepEqual(await titles(text, "txt"), headings);
  });

  test("without headings is one chapter, by its first words", async () => {
    deepEqual(await read("Part of it was gone.\n\nThe rest was here.", "txt"), {
      chapters: [
        { title: "Part of it was gone", text: "Part of it was gone.\n\nThe rest was here." },
      ],
    });
  });

  for (const [encoding, bytes] of [
    ["UTF-8", Buffer.from("Müde – “ja”.")],
    ["UTF-8 with a byte order mark", Buffer.from("\ufeffMüde – “ja”.")],
    ["UTF-16, little-endian", Buffer.from("\ufeffMüde – “ja”.", "utf16le")],
    ["UTF-16, big-endian", Buffer.from("\ufeffMüde – “ja”.", "utf16le").swap16()],
    ["UTF-16 without a byte order mark", Buffer.from("Müde – “ja”.", "utf16le")],
    [
      "Windows-1252",
      Buffer.from([0x4d, 0xfc, 0x64, 0x65, 0x20, 0x96, 0x20, 0x93, 0x6a, 0x61, 0x94, 0x2e]),
    ],
  ] as const) {
    test(`is read in ${encoding}`, async () => {
      equal((await read(bytes, "txt")).chapters[0]?.text, "Müde – “ja”.");
    });
  }

  test("that is none is refused, and so is one without words", async () => {
    await rejects(
      read(Buffer.from("\x7fELF\x02\x01\x01\0\0\0\0".repeat(9), "latin1"), "txt"),
      isInvalid,
    );
    await rejects(read(" \n\n --- \n", "txt"), isInvalid);
    await rejects(read("", "md"), isInvalid);
  });

  test("loses no letter, however it is made up", async () => {
    const lines = constantFrom(
      "",
      "Chapter 1",
      "Chapter 2",
      "Prologue",
      "one two",
      "1. Kapitel",
      "x".repeat(50),
    );
    await assert(
      asyncProperty(array(lines, { maxLength: 30 }), async (all) => {
        const text = all.join("\n");
        if (text.trim() === "") return;
        const { chapters } = await read(text, "txt");
        equal(lettersOf(chapters.map((one) => one.text).join("")), lettersOf(text));
      }),
      { numRuns: 200 },
    );
  });
});

function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, "");
}

suite("a Markdown text", () => {
  test("has chapters at its uppermost headings, below a title that stands alone", async () => {
    const markdown = `---
title: "Ignored: no, taken"
---
# The *Book*

A word before.

## One

Some **bold** text, [a link](https://example.com).

### Inside

- a
- b

## Two

\`\`\`sh
## not a heading
\`\`\`
`;
    const { title, chapters } = await read(markdown, "md");
    equal(title, "Ignored: no, taken");
    deepEqual(
      chapters.map((one) => one.title),
      ["The Book", "One", "Two"],
    );
    equal(chapters[1]?.text, "One.\n\nSome bold text, a link.\n\nInside.\n\na.\n\nb.");
    equal(chapters[2]?.text, "Two.\n\nShell code.");
  });

  test("takes its only heading of the uppermost kind for its title", async () => {
    const { title, chapters } = await read("Night\n=====\n\nA\n-\n\nx.\n\nB\n-\n\ny.", "md");
    deepEqual([title, chapters.map((one) => one.title)], ["Night", ["A", "B"]]);
    equal(chapters[0]?.text, "Night.\n\nA.\n\nx.");
  });

  test("has chapters at headings of the first kind where there are several", async () => {
    deepEqual(await titles("# A\n\nx.\n\n## b\n\ny.\n\n# C\n\nz.", "md"), ["A", "C"]);
  });
});
