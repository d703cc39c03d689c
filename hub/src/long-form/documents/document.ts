/** A piece of a document that is heard as one. */
export type DocumentChapter = {
  /** The heading, or the first words where there is none. */
  readonly title: string;
  /** What is spoken: plain text in paragraphs with an empty line between them, its heading included. */
  readonly text: string;
};

/** What a reader makes of a file. */
export type Document = {
  /** What the file calls itself. */
  readonly title?: string;
  /** In the order of reading; at least one, and each has words. */
  readonly chapters: readonly DocumentChapter[];
};

export const documentKinds = ["txt", "md", "epub"] as const;

/** The kinds of file that are read. */
export type DocumentKind = (typeof documentKinds)[number];
