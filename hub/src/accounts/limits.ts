/** The numbers of accounts, each with its reason. */

/** `last used` is for people who look for idle keys: a minute is fine enough, and spares a write per request. */
export const lastUsedEveryMs = 60_000;

/** Names stand in headers, logs and file listings; 64 characters hold every name seen there. */
export const maxNameCharacters = 64;

/** A name is one word that needs no quoting in a shell, a URL or a configuration file. */
export const namePattern: RegExp = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._@+-]*$/u;

/** A user's name as it may be given: with spaces around it, which go. */
export const givenNamePattern: RegExp = /^\s*[\p{L}\p{N}][\p{L}\p{M}\p{N}._@+-]*\s*$/u;

/**
 * One line, whose direction of writing nothing turns: it stands beside others. Spelt out, since not every
 * reader of the OpenAPI document knows Unicode's classes.
 */
export const keyNamePattern: RegExp =
  // oxlint-disable-next-line no-control-regex -- they are what it is about
  /^[^\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]*$/;

/** How often the key of an open connection is looked at again: a revoked one ends it within a minute. */
export const recheckMs = 30_000;

/** Ten years: an expiry later than that is a typing error. */
export const maxExpiryDays = 3_650;

/** The window of `requestsPerMinute`. */
export const rateWindowMs = 60_000;

/**
 * How fast text turns into audio: 150 words of six characters a minute are 15 characters a second.
 * What is reserved by it is settled by what was really spoken.
 */
export const charactersPerSecond = 15;

/** How old an unused audio tally may be before it is read from the store again (another hub may have written). */
export const tallyLifeMs = 60_000;

/** What a refused caller waits when a running request has to end first: nobody knows when, so it is short. */
export const concurrencyRetryMs = 1_000;

/** Wrong keys from one address that cost nothing: a household's misconfigured clients. */
export const freeLoginFailures = 10;

/** The longest pause after a wrong key; also the longest Retry-After that both SDKs honour. */
export const maxLoginPauseMs = 60_000;

/** After an hour without a wrong key an address starts afresh. */
export const loginFailureLifeMs: number = 60 * 60_000;

/** Addresses remembered: some 10 MB at most, and more than a home hub ever sees. */
export const maxWatchedAddresses = 50_000;

/** Time to walk to another machine, sign in and type eight letters. */
export const deviceCodeLifeMs = 600_000;

/** How often an agent that waits may ask (RFC 8628, 3.2). */
export const devicePollMs = 5_000;

/** Agents that wait at once: anybody may ask for a code. */
export const maxDeviceCodes = 1_000;

/** Of those, from one address: a household with a few machines, or an office behind one. */
export const maxDeviceCodesPerAddress = 20;

/** 20⁸ codes: with a thousand of them waiting, one guess in 25 million hits. */
export const userCodeCharacters = 8;

/** A browser stays signed in for two weeks; its key may be revoked at any time before. */
export const sessionLifeMs: number = 14 * 24 * 60 * 60_000;

/** Browsers signed in with one key: a household's, where each has several. */
export const maxSessionsPerKey = 20;

/** Browsers signed in with all keys of one user, revoked ones too: nobody signs the others out by new keys. */
export const maxSessionsPerUser = 100;

/** Browsers signed in at once: some 2 MB, and far more than there are members. */
export const maxBrowserSessions = 10_000;

/** Keys of one user in a day that were got by means of others: machines, browsers and scripts of a busy one. */
export const maxKeysADay = 200;

/** Providers that a key may be held to: more is what access lists and routing are for. */
export const maxProvidersOfKey = 64;

/** Models that a key may call otherwise: clients ask for a handful of names. */
export const maxAliasesOfKey = 64;

/** `owner/agent`: two names of the wire and a slash. */
export const maxProviderName = 513;

/** How old the sum of what a user keeps may be: a deletion is noticed within a second. */
export const keptBytesFreshMs = 1_000;

/** How long a code lasts: a machine's is pasted at once, a friend's is sent and read some day. */
export const invitationLifeMs: Readonly<Record<"machine" | "member" | "owner", number>> = {
  machine: 30 * 60_000,
  member: 7 * 24 * 60 * 60_000,
  owner: 24 * 60 * 60_000,
};

/** A code that was used or has expired is shown for another day, so that people see what became of it. */
export const invitationKeptMs: number = 24 * 60 * 60_000;

/** Open codes of one user: a school class, or a rack of machines. */
export const maxOpenInvitations = 100;

/** Keys that a user may have when making one: one for each device and program, and room to spare. */
export const maxOwnKeys = 100;
