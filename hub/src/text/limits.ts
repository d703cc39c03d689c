/** The numbers of how a text is cut, each with its reason. */

/**
 * Sentences that are spoken as one: some 20 seconds. An engine that does not stream answers within
 * seconds, no more than that is spoken again after a provider's death, and a paragraph's melody stays.
 */
export const groupCharacters = 300;

/** The first segment of a text whose first sentence does not end: ten seconds, soon made by any engine. */
export const firstCutCharacters = 150;

/** The shortest piece that a sentence's end makes: a title or an interjection alone sounds cut off. */
export const shortestPieceCharacters = 20;

/** A tag or a pair of brackets in UTF-16 units: the longest in use, with namespaces, have some 200. */
export const markupUnits = 300;

/** A run of text without a place to cut at, and of white space: few enough to search at every cut. */
export const runCharacters = 256;

/** What a rule looks back at within a word: longer than any abbreviation. */
export const lookBackUnits = 32;

/** A line that is so long and goes on in a small letter was wrapped to a page: its end is a space. */
export const wrappedLineCharacters = 40;

/** Read of a whole text at once, in UTF-16 units: the first segment needs no more of a book. */
export const readUnits = 4_096;

/**
 * How long an arriving text may be silent behind a sentence until that is spoken: less than a language
 * model needs for its next word, and what remains of the 20 ms that first audio may take longer.
 */
export const sentenceWaitMs = 10;

/** The same within a sentence: the longest that a language model stalls, and a listener does not notice. */
export const wordsWaitMs = 1_500;

/**
 * What may wait of an arriving text beyond a group of sentences, in UTF-16 units: an element that does
 * not end holds back all that is in it. More than a sentence that is cut for its length.
 */
export const waitingUnits = 600;

/** A pause is at most so long: a listener who hears nothing for longer takes the audio for broken. */
export const maxPauseMs = 10_000;
