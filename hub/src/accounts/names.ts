import { Failure } from "@club/shared/wire/failures.ts";
import { maxNameCharacters, namePattern } from "./limits.ts";

/** A user's name as it is stored: lower case, one word. Throws INVALID_REQUEST, naming `param`, otherwise. */
export function userName(text: string, param: "name" | "user" = "name"): string {
  const name = text.trim().normalize("NFC").toLowerCase();
  if (name.length <= maxNameCharacters && namePattern.test(name)) return name;
  throw new Failure(
    "INVALID_REQUEST",
    `A user name is one word of at most ${maxNameCharacters} letters, digits and ._@+- that begins with a letter or digit.`,
    { param },
  );
}

/** A key's name: any one line. Throws INVALID_REQUEST when it is too long or has control characters. */
export function keyName(text: string): string {
  const name = text.trim().normalize("NFC");
  if (name.length <= maxNameCharacters && !/\p{Cc}/u.test(name)) return name;
  throw new Failure(
    "INVALID_REQUEST",
    `A key's name is one line of at most ${maxNameCharacters} characters.`,
    { param: "name" },
  );
}
