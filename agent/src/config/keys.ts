import { limits } from "@club/shared/wire/limits.ts";
import { z } from "zod";

/** What the agent's own settings are worth once they are checked, by the file's names for them. */
export type Values = {
  readonly hub: URL;
  readonly name: string;
  readonly token_file: string;
  readonly insecure: boolean;
  readonly type: string;
};

export type KeyName = keyof Values;

/** Where a setting may stand, and what it must look like there: in the file, or as a flag's text. */
export type Key<T> = { readonly flag: string; readonly env: string; readonly schema: z.ZodType<T> };

export const keys: { readonly [K in KeyName]: Key<Values[K]> } = {
  hub: {
    flag: "--hub",
    env: "CLUB_HUB",
    schema: z
      .url({
        protocol: /^https?$/,
        error: "must be the hub's address, such as https://hub.example",
      })
      .transform((text) => new URL(text)),
  },
  name: {
    flag: "--name",
    env: "CLUB_NAME",
    schema: z
      .string()
      .trim()
      .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u, "must be letters, digits, spaces, dots or dashes")
      .max(limits.nameChars, `must have at most ${limits.nameChars} characters`),
  },
  token_file: {
    flag: "--token-file",
    env: "CLUB_TOKEN_FILE",
    schema: z.string().min(1, "must be the path of a file"),
  },
  insecure: {
    flag: "--insecure",
    env: "CLUB_INSECURE",
    schema: z.union([z.boolean(), z.stringbool()], "must be true or false"),
  },
  type: {
    flag: "--type",
    env: "CLUB_TYPE",
    schema: z.string().trim().min(1, "must be a service type, such as tts").max(limits.nameChars),
  },
};
