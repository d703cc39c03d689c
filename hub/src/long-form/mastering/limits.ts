/** The numbers of mastering, each with its reason. */

/**
 * Loudness of the result: EBU R 128's. Speech's peaks are up to 21 dB above it, so that none has to be
 * turned down for them, and audiobooks are sold at -18 to -23 (ACX).
 */
export const targetLufs = -23;

/** No sample is louder than this, in dBFS: EBU R 128's bound of -1 for true peaks, and 1 more for what lies between samples. */
export const peakDb = -2;

/** The most that a segment is turned up: past it there is more noise than speech. */
export const mostGainDb = 20;

/** What is kept of an engine's own silence before and after the sound of a segment: its onset and its decay. */
export const keptSilenceMs = 40;

/** Edges of segments fade for so long: too short to be heard, and no step is left to click. */
export const edgeFadeMs = 8;

/** Silence after a sentence, a paragraph and a chapter, as narrators leave it. */
export const sentencePauseMs = 320;
export const paragraphPauseMs = 650;
export const chapterPauseMs = 1_600;

/** Silence at the beginning and the end of the whole, which players fade and cut. */
export const endsPauseMs = 300;

/** Silence is given in pieces of at most so much. */
export const silencePieceBytes = 65_536;

/** AAC of M4B, per second: what speech needs at 24 kHz and more. */
export const m4bBitsPerSecond = 64_000;

/** How long ffmpeg may stand still over a file before it is given up. */
export const stalledMs = 60_000;

/** Moving the index to the front of an M4B of a whole day takes seconds, on a slow disk a minute. */
export const finishMs = 600_000;

/** Titles in a file's metadata, in characters. */
export const maxTitleCharacters = 200;
