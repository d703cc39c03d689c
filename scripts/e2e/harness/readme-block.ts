import assert from "node:assert/strict";

/** The first fenced block behind a text. */
export function blockAfter(text: string, markdown: string): string {
  const start = markdown.indexOf(text);
  const block = /```\w+\n(.*?)```/s.exec(markdown.slice(start))?.[1];
  assert.ok(start >= 0 && block !== undefined, `There is no block after ${text}`);
  return block;
}
