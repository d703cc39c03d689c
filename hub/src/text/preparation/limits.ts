/** The numbers of text preparation, each with its reason. */

/** Entries of a dictionary: enough for the names and terms of a long book, at a few hundred kilobytes. */
export const maxEntries = 2_000;

/** Longest word or name in a dictionary, which bounds the lookup at each position of a text. */
export const maxWordCharacters = 64;

/** Longest respelling: a few words for one. */
export const maxRespellingCharacters = 128;

/** Longest marked text (`**…**`, a link) that is held until its mark closes, in UTF-16 units. */
export const maxMarkedUnits = 400;

/** Longest beginning of a line (indentation, quotes, marker) that is held to decide its kind, in UTF-16 units. */
export const maxMarkerUnits = 32;

/** Longest line that is read as a whole (a table row, a fence), in UTF-16 units. */
export const maxWholeLineUnits = 2_000;
