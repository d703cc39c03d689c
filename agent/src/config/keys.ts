import { limits } from "@club/shared/wire/limits.ts";
import { z } from "zod";
import { parseQuietPeriod, type QuietPeriod } from "../availability/quiet-hours.ts";
import { agentLimits } from "../limits.ts";

/** What the agent's own settings are worth once they are checked, by the file's names for them. */
export type Values = {
  readonly hub: URL;
  readonly name: string;
  readonly token_file: string;
  readonly insecure: boolean;
  readonly type: string;
  readonly quiet_hours: readonly QuietPeriod[];
  readonly daily_audio_minutes: number;
  readonly pause_while: readonly string[];
  readonly listen: ListenAddress;
};

export type ListenAddress = { readonly host: string; readonly port: number };

export type KeyName = keyof Values;

/** Where a setting may stand, and what it must look like there: in the file, or as a flag's text. */
export type Key<T> = {
  readonly flag?: string;
  readonly env?: string;
  readonly schema: z.ZodType<T>;
};

const quietPeriod = z.string().transform((text, context) => {
  const period = parseQuietPeriod(text);
  if (period !== undefined) return period;
  context.addIssue({ code: "custom", message: "must look like 22:00-07:00" });
  return z.NEVER;
});

const listenAddress = z.string().transform((text, context) => {
  const match = /^(?:(.+):)?(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (match !== null && port < 65_536) return { host: match[1] ?? "127.0.0.1", port };
  context.addIssue({
    code: "custom",
    message: "must be a port, or an address such as 127.0.0.1:9180",
  });
  return z.NEVER;
});

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
  quiet_hours: {
    env: "CLUB_QUIET_HOURS",
    schema: z.preprocess(
      (value) => (typeof value === "string" ? value.split(",") : value),
      z.array(quietPeriod).max(agentLimits.quietPeriods),
    ),
  },
  daily_audio_minutes: {
    env: "CLUB_DAILY_AUDIO_MINUTES",
    schema: z.coerce.number("must be a number of minutes").min(0).max(1_440),
  },
  pause_while: {
    schema: z.array(z.string()).min(1, "must be a program and its arguments").max(agentLimits.argv),
  },
  listen: {
    flag: "--listen",
    env: "CLUB_LISTEN",
    schema: z.preprocess(
      (value) => (typeof value === "number" ? String(value) : value),
      listenAddress,
    ),
  },
};
