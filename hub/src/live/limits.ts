/** The numbers of live speech, each with its reason. */

/** Sessions of one user at once: what a busy voice service has for each process. */
export const maxSessionsPerUser = 250;

/** Sessions in all: at less than 64 KiB each while they are idle, some 130 MB. */
export const maxSessions = 2_000;

/** One message of a client, in bytes: a page of text with what JSON adds. */
export const maxMessageBytes = 65_536;

/** Text that waits to be spoken in one context, in UTF-16 units: half an hour of speech. */
export const maxWaitingUnits = 32_768;

/** Contexts of one session at once, as ElevenLabs has it. */
export const maxContexts = 5;

/** A context that hears nothing from its client for so long is ended, unless the client says how long. */
export const contextIdleMs = 20_000;

/** The longest that a client may say, as ElevenLabs has it; and how long a session may be silent. */
export const maxIdleMs = 180_000;

/** Clients keep a Deepgram connection for an hour, and open another then. */
export const pooledIdleMs = 3_660_000;

/** Turns of one Deepgram session that wait to be spoken. */
export const maxWaitingTurns = 32;

/** Audio that a client has not taken yet, in bytes: past it, the session waits until it has. */
export const maxUnsentBytes = 262_144;

/** Beyond so much a client asks for answers and does not read them: it is cut off. */
export const maxBacklogBytes = 4_194_304;

/** Messages of a client a second: many times what a model's tokens need. */
export const messagesPerSecond = 1_000;

/** Messages that may come at once: a long text, sent a character each. */
export const messagesAtOnce = 10_000;

/** Bytes of a client's messages a second: text, of which nobody hears as much. */
export const bytesPerSecond = 131_072;

/** Bytes that may come at once: the longest text there is, in words of JSON. */
export const bytesAtOnce = 2_097_152;

/** New sessions of one user in a minute: each of its 250 for as short as a sentence. */
export const connectsPerMinute = 6_000;

/** Users whose connects are remembered; the oldest is forgotten first. */
export const maxRememberedUsers = 10_000;

/** Audio of one answer that is sent all at once, in JSON: half an hour of MP3, ten minutes of PCM. */
export const maxWholeAudioBytes = 33_554_432;

/** Of all such answers together. */
export const maxWholeAudioBytesInAll = 268_435_456;
