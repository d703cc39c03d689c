import { deepEqual, equal, rejects } from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "@club/shared/wire/failures.ts";
import { documentReader } from "../../../src/long-form/documents/document-reader.ts";
import { maxDocumentBytes } from "../../../src/long-form/documents/limits.ts";
import { ManualClock } from "../../manual-clock.ts";
import { epubOf, xhtml } from "./books.ts";

const never = new AbortController().signal;

test("documents are read in threads, several at once", async () => {
  const readDocument = documentReader();
  const book = epubOf({ texts: { "a.xhtml": xhtml("<h1>One</h1><p>Words.</p>") } });
  const all = await Promise.all([
    readDocument(book, "epub", never),
    readDocument(Buffer.from("# A\n\nx."), "md", never),
    readDocument(Buffer.from("Only this."), "txt", never),
  ]);
  deepEqual(
    all.map(({ chapters }) => chapters[0]?.text),
    ["One.\n\nWords.", "A.\n\nx.", "Only this."],
  );
});

test("a bad one is refused as itself, with the field that it came in", async () => {
  await rejects(documentReader()(Buffer.from("no book"), "epub", never), (error) => {
    return error instanceof Failure && error.code === "INVALID_REQUEST" && error.param === "file";
  });
});

test("one past the bound of bytes is refused unread", async () => {
  const bytes = new Uint8Array(maxDocumentBytes + 1);
  await rejects(documentReader()(bytes, "txt", never), (error) => {
    return error instanceof Failure && error.code === "TOO_LARGE";
  });
});

test("reading ends with its signal", async () => {
  const reason = new Error("gone");
  await rejects(documentReader()(Buffer.from("x."), "txt", AbortSignal.abort(reason)), reason);
  const controller = new AbortController();
  const reading = documentReader()(Buffer.from("word ".repeat(1_000_000)), "md", controller.signal);
  controller.abort(reason);
  await rejects(reading, reason);
});

test("one that takes too long is given up", async () => {
  const clock = new ManualClock();
  const reading = documentReader(clock)(Buffer.from("word ".repeat(1_000_000)), "md", never);
  const refused = rejects(reading, (error) => {
    return (
      error instanceof Failure && error.code === "INVALID_REQUEST" && /too long/.test(error.message)
    );
  });
  await new Promise(setImmediate);
  await clock.advance(60_000);
  await refused;
  equal(clock.pending, 0);
});
