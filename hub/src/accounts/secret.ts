import { createHash, randomBytes } from "node:crypto";

/** How a key's secret begins, so that people and secret scanners recognise one. */
export const secretPrefix = "club_";

const secretBytes = 32;
const secretDigits = 50;

/** A new secret: `club_` and 256 random bits as 50 lower-case letters and digits (a double click selects it). */
export function newSecret(): string {
  const bits = BigInt(`0x${randomBytes(secretBytes).toString("hex")}`);
  return secretPrefix + bits.toString(36).padStart(secretDigits, "0");
}

/**
 * What is stored of a secret. A fast hash is right here: slow ones protect guessable passwords, and
 * nobody guesses 256 random bits; a lookup by the hash also leaks nothing through its timing.
 */
export function hashOfSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Whether a text has the form of a secret; others need no look into the store. */
export function looksLikeSecret(text: string): boolean {
  return /^club_[0-9a-z]{50}$/.test(text);
}
