import { limits } from "@club/shared/wire/limits.ts";
import * as z from "zod";
import { clock, parseQuietPeriod, type QuietPeriod } from "../availability/quiet-hours.ts";
import { agentLimits } from "../limits.ts";

export type ListenAddress = { readonly host: string; readonly port: number };

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

/** How the values of single settings are checked, where that takes more than a line. */
export const schemas: {
  readonly hub: z.ZodType<URL>;
  readonly name: z.ZodType<string>;
  readonly quietHours: z.ZodType<readonly QuietPeriod[]>;
  readonly listen: z.ZodType<ListenAddress>;
} = {
  hub: z
    .url({ protocol: /^https?$/, error: "must be the hub's address, such as https://hub.example" })
    .transform((text) => new URL(text)),
  name: z
    .string()
    .trim()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u, "must be letters, digits, spaces, dots or dashes")
    .max(limits.nameChars, `must have at most ${limits.nameChars} characters`),
  quietHours: z.preprocess(
    (value) => (typeof value === "string" ? value.split(",") : value),
    z.array(quietPeriod).max(agentLimits.quietPeriods),
  ),
  listen: z.preprocess(
    (value) => (typeof value === "number" ? String(value) : value),
    listenAddress,
  ),
};

/** The inverse of what `schemas.quietHours` reads. */
export function writeQuiet({ fromMinute, toMinute }: QuietPeriod): string {
  return `${clock(fromMinute)}-${clock(toMinute)}`;
}

/** The inverse of what `schemas.listen` reads. */
export function writeListen({ host, port }: ListenAddress): string {
  return `${host}:${port}`;
}
