import { Failure } from "@club/shared/wire/failures.ts";

/** Throws BAD_INPUT for a language that is no BCP 47 tag: it would reach servers and command lines. */
export function expectLanguageTag(tag: string): void {
  try {
    Intl.getCanonicalLocales(tag);
  } catch (cause) {
    const what = "The language is no BCP 47 tag, such as en-US.";
    throw new Failure("BAD_INPUT", what, { param: "language", cause });
  }
}
