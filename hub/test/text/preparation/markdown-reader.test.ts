import assert from "node:assert/strict";
import { test } from "node:test";
import { array, assert as check, constantFrom, integer, oneof, property, string } from "fast-check";
import type { CodeReading } from "../../../src/text/preparation/code-block.ts";
import { MarkdownReader } from "../../../src/text/preparation/markdown-reader.ts";
import { anyText } from "../texts.ts";

const cases: readonly (readonly [what: string, markdown: string, spoken: string])[] = [
  [
    "plain text",
    "Just a text. It has 2 * 3 words, snake_case and 5*3.",
    "Just a text. It has 2 * 3 words, snake_case and 5*3.",
  ],
  [
    "emphasis",
    "A **bold** and *slanted*, __strong__ and ~~struck~~ ***word***.",
    "A bold and slanted, strong and struck word.",
  ],
  ["emphasis over words", "It is **a bold claim. Really** so.", "It is a bold claim. Really so."],
  ["Chinese emphasis", "这是**重要的**事情。很**好**。", "这是重要的事情。很好。"],
  [
    "marks without a partner",
    "A **bold beginning and a stray* end.",
    "A bold beginning and a stray end.",
  ],
  [
    "links",
    'See [the manual](https://a.example/b_c?d=e "title") and ![a red cat](c.png).',
    "See the manual and a red cat.",
  ],
  [
    "addresses",
    "Go to https://www.example.com/a/b?c=d or <https://b.example/x> or http://localhost:8080.",
    "Go to example.com or b.example or localhost.",
  ],
  ["code", "Run `npm install` in the `a_b*c` folder.", "Run npm install in the a_b*c folder."],
  ["a hard line break", "One\\\nTwo  \nThree", "One\nTwo  \nThree"],
  ["escapes and entities", "5 \\* 3 \\_x\\_ &amp; &lt;y&gt; &#65;.", "5 * 3 _x_ & <y> A."],
  [
    "headings",
    "# A title\n\nText.\n\n## Is it so? ##\nMore text.\n",
    "A title.\n\n\nText.\n\nIs it so?\n\nMore text.\n",
  ],
  ["Chinese headings", "# 标题\n正文。", "标题。\n\n正文。"],
  [
    "lists",
    "Buy:\n- Milk\n* **Eggs** and `ham`\n+ Bread!\n  - [ ] rye\n  - [x] white\n",
    "Buy:\nMilk.\n\nEggs and ham.\n\nBread!\n\nrye.\n\nwhite.\n\n",
  ],
  [
    "numbered lists",
    "1. First\n2) Second one.\n10. *Tenth*",
    "1. First.\n\n2) Second one.\n\n10. Tenth.",
  ],
  [
    "a line that only begins like an item",
    "-5 degrees\n*so* it is\n3.14 is pi\n#hashtag",
    "-5 degrees\nso it is\n3.14 is pi\n#hashtag",
  ],
  ["quotes", "> A quote\n> > within **a** quote.", "A quote\nwithin a quote."],
  [
    "rules and underlines",
    "Title\n=====\nText\n\n---\n\n* * *\nMore\n***\n",
    "Title\n\nText\n\n\n\n\nMore\n\n",
  ],
  [
    "a table",
    "| Name | Age |\n|:-----|----:|\n| **Ann** | 30 |\n| Bob | |\n\nDone.",
    "Name: Ann, Age: 30.\nName: Bob.\n\nDone.",
  ],
  ["rows that are no table", "| a | b |\n| c | d |\nText", "a, b.\nc, d.\nText"],
  [
    "a block of code",
    "Try this:\n```ts\nconst a = `b`;\n# no heading\n```\nDone.",
    "Try this:\nTypeScript code.\n\nDone.",
  ],
  ["a block of code without a language", "~~~~\n~~~\ncode\n~~~~\nDone.", "Code.\n\nDone."],
  [
    "HTML",
    "A <b>bold</b><br> word <!-- no --> and a <laugh> sound.",
    "A bold word  and a <laugh> sound.",
  ],
  [
    "link definitions",
    "A [link][1] here.\n\n[1]: https://a.example\n[Ann]: Hello.",
    "A [link][1] here.\n\n[Ann]: Hello.",
  ],
];

for (const [what, markdown, said] of cases) {
  test(`${what}: read as meant`, () => assert.equal(spoken(markdown), said));
}

test("a block of code can be spoken or skipped", () => {
  const markdown = "Try:\n```sh\nls *\n```\nDone.";
  assert.equal(spoken(markdown, "speak"), "Try:\nls *\nDone.");
  assert.equal(spoken(markdown, "skip"), "Try:\nDone.");
});

test("plain words come at once, marked ones when the mark closes", () => {
  const reader = new MarkdownReader("name");
  assert.equal(reader.push("A word and "), "A word and ");
  assert.equal(reader.push("**a bold "), "");
  assert.equal(reader.push("one** that "), "a bold one that ");
  assert.equal(reader.push("en"), "");
  assert.equal(reader.flush(), "en");
  assert.equal(reader.push("ds.\n- an "), "ds.\nan");
  assert.equal(reader.push("item\n"), " item.\n\n");
});

test("a block of code goes on after a flush", () => {
  const reader = new MarkdownReader("name");
  assert.equal(reader.push("```py\na = 1\n"), "Python code.\n\n");
  assert.equal(reader.flush(), "");
  assert.equal(reader.push("b = 2\n```\nDone "), "Done ");
});

const markdown = array(
  constantFrom(
    ..."*;**;_;`;```;~~;\n;\n\n; ; ;word;Word. ;# ;- ;1. ;> ;|;|-|\n;---;===;[;](;);<b>;<;>;\\;好。".split(
      ";",
    ),
    "&amp;",
    "https://a.b",
  ),
  { maxLength: 120 },
).map((parts) => parts.join(""));

test("the result does not depend on how the Markdown is chunked", () => {
  check(
    property(
      oneof(markdown, anyText),
      array(integer({ min: 1, max: 30 }), { minLength: 1 }),
      (text, cuts) => {
        const reader = new MarkdownReader("name");
        let said = "";
        for (let at = 0, round = 0; at < text.length; round += 1) {
          const length = cuts[round % cuts.length] ?? 1;
          said += reader.push(
            Array.from(text)
              .slice(at, at + length)
              .join(""),
          );
          at += length;
        }
        assert.equal(said + reader.end(), spoken(text));
      },
    ),
    { numRuns: 300 },
  );
});

const repeated: readonly string[] = [
  ..."*|_|~|`|[|]|<|>|#|-|=|\\|&|:| |@|好|*a |**a *|_a_|[a](|![|<a |<!--|> |- |1. |x@|www.".split(
    "|",
  ),
  ..."http://a;**_`[;[[;* *;|;|a|b|\n;- a\n;```\n;[a]: b\n;a\n=\n;\n;a\n\n".split(";"),
];

for (const part of repeated) {
  test(`${JSON.stringify(part)} repeated: the cost is linear`, () => {
    const text = part.repeat(Math.ceil(20_000 / Math.max(1, part.length)));
    const effort = { steps: 0 };
    const reader = new MarkdownReader("name", effort);
    reader.push(text);
    reader.end();
    assert.ok(effort.steps < 40 * text.length + 1, `${effort.steps / text.length} steps each`);
  });
}

test("no word of plain text is lost", () => {
  const word = string({
    unit: constantFrom(..."abcdefgäß好".split("")),
    minLength: 1,
    maxLength: 9,
  });
  check(
    property(array(word), (words) => {
      assert.deepEqual(spoken(words.join(" ")).split(/\s+/).join(" "), words.join(" "));
    }),
  );
});

function spoken(markdown: string, code: CodeReading = "name"): string {
  const reader = new MarkdownReader(code);
  return reader.push(markdown) + reader.end();
}
