/** The numbers of how a text is cut, each with its reason. */

/**
 * Sentences that are spoken as one: some 20 seconds. An engine that does not stream answers within
 * seconds, no more than that is spoken again after a provider's death, and a paragraph's melody stays.
 */
export const groupCharacters = 300;

/** The shortest first piece: a title or an interjection alone sounds cut off. */
export const shortestPieceCharacters = 20;
