/** The numbers of reading documents, each with its reason. */

/** The largest file: an illustrated EPUB has some tens of megabytes, nearly all of them images. */
export const maxDocumentBytes: number = 64 * 1024 * 1024;

/** What the text of a document may be: five times the longest novels. */
export const maxDocumentCharacters = 10_000_000;

/** Chapters of a document: more than the Bible has (1,189), with all their headings. */
export const maxChapters = 5_000;

/** Longest title that is kept, in characters. */
export const maxTitleCharacters = 200;

/** Longest line of a plain text that is taken for a heading, in UTF-16 units. */
export const maxHeadingUnits = 100;

/** Lines of a paragraph this long and longer were broken by a program and not by the author, in UTF-16 units. */
export const wrappedLineUnits = 45;

/** First words that stand for a missing title, in UTF-16 units. */
export const borrowedTitleUnits = 60;

/** Characters that no text has, in a thousand; a damaged scan may have a few. */
export const maxStrayControlsPerThousand = 2;

/** Files in an EPUB: an illustrated one has some thousand. */
export const maxZipEntries = 20_000;

/** One file of an EPUB, unpacked: a whole book in a single XHTML file has some megabytes. */
export const maxEntryBytes: number = 32 * 1024 * 1024;

/** All that is unpacked of an EPUB. */
export const maxUnpackedBytes: number = 128 * 1024 * 1024;

/** How long reading a document may take: a long book takes a second or two, on a busy machine ten. */
export const readMs = 60_000;

/** Heap of the thread that reads one: the bytes are outside it, the text and its pieces inside. */
export const readerThreadMegabytes = 768;

/** Documents that are read at the same time: each takes a core. */
export const maxReaders = 2;

/** Uploads that wait for one: half a minute's work. */
export const maxWaitingReaders = 16;

/** What a refused upload is told to wait. */
export const readRetryAfterMs = 5_000;
