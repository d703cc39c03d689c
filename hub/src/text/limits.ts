/** The numbers of how a text is cut, each with its reason. */

/** Characters of one utterance for an engine that does not stream: a few seconds until it answers. */
export const unstreamedCharacters = 300;

/** The shortest first piece: a title or an interjection alone sounds cut off. */
export const shortestPieceCharacters = 20;
