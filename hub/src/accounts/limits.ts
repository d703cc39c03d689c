/** The numbers of accounts, each with its reason. */

/** `last used` is for people who look for idle keys: a minute is fine enough, and spares a write per request. */
export const lastUsedEveryMs = 60_000;

/** Names stand in headers, logs and file listings; 64 characters hold every name seen there. */
export const maxNameCharacters = 64;

/** A name is one word that needs no quoting in a shell, a URL or a configuration file. */
export const namePattern: RegExp = /^[\p{L}\p{N}][\p{L}\p{N}._@+-]*$/u;

/** Ten years: an expiry later than that is a typing error. */
export const maxExpiryDays = 3_650;
