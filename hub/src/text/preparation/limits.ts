/** The numbers of text preparation, each with its reason. */

/** Entries of a dictionary: the names and terms of a long book, in a few hundred kilobytes. */
export const maxEntries = 2_000;

/** A word or a name of several words; each position of a text is looked up no further than that. */
export const maxWordCharacters = 64;

/** A respelling: a word takes no more than a few to be said. */
export const maxRespellingCharacters = 128;

/** Marked text (`**…**`, a link) is waited for no longer, in UTF-16 units: most is a few words. */
export const maxMarkedUnits = 400;

/** What decides a line's kind: indentation, quotes and a marker, in UTF-16 units. */
export const maxMarkerUnits = 32;

/** A line that is read as a whole (a table's row, a fence), in UTF-16 units; the rest is text. */
export const maxWholeLineUnits = 2_000;
