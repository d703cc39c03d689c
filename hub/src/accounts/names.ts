import { Failure } from "@club/shared/wire/failures.ts";
import { keyNamePattern, maxNameCharacters, namePattern } from "./limits.ts";

/** What is said of a user's name that is none. */
export const userNameRule: string = `A user name is one word of at most ${maxNameCharacters} letters, digits and ._@+- that begins with a letter or digit.`;

/** What is said of a key's name that is none. */
export const keyNameRule: string = `A key's name is one line of at most ${maxNameCharacters} characters.`;

/** A user's name as it is stored: lower case, one word. Throws INVALID_REQUEST, naming `param`, otherwise. */
export function userName(text: string, param: "name" | "user" = "name"): string {
  const name = text.trim().normalize("NFC").toLowerCase();
  if (name.length <= maxNameCharacters && namePattern.test(name)) return name;
  throw new Failure("INVALID_REQUEST", userNameRule, { param });
}

/** A key's name: any one line. Throws INVALID_REQUEST when it is too long or has control characters. */
export function keyName(text: string): string {
  const name = text.trim().normalize("NFC");
  if (name.length <= maxNameCharacters && keyNamePattern.test(name)) return name;
  throw new Failure("INVALID_REQUEST", keyNameRule, { param: "name" });
}
