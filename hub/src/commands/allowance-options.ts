import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import type { AllowanceChange, UserAllowanceChange } from "../accounts/accounts.ts";

/** An option's number, or `none`; commander itself would take `null` for "no value". */
export type Amount = number | "none";

/** The limits as commander hands them over: by the options' names. */
export type AllowanceOptions = { readonly [K in keyof AllowanceChange]?: Amount };

/** Adds the options for limits; `none` lifts one. */
export function addAllowanceOptions(command: Command): Command {
  return command
    .option("--requests-per-minute <n>", "limit requests a minute (none: no limit)", parseAmount)
    .option("--concurrent <n>", "limit requests at once (none: no limit)", parseAmount)
    .option("--audio-seconds-per-day <s>", "limit audio a UTC day (none: no limit)", parseAmount)
    .option(
      "--audio-seconds-per-month <s>",
      "limit audio a UTC month (none: no limit)",
      parseAmount,
    );
}

/** The limits among a command's options. */
export function allowanceIn(options: AllowanceOptions): AllowanceChange {
  return {
    requestsPerMinute: orNull(options.requestsPerMinute),
    concurrent: orNull(options.concurrent),
    audioSecondsPerDay: orNull(options.audioSecondsPerDay),
    audioSecondsPerMonth: orNull(options.audioSecondsPerMonth),
  };
}

/** Further limits that a user has, over all keys. */
export type UserAllowanceOptions = AllowanceOptions & { readonly storedBytes?: Amount };

/** Adds the options for a user's limits. */
export function addUserAllowanceOptions(command: Command): Command {
  return addAllowanceOptions(command).option(
    "--stored-bytes <n>",
    "limit the audio that is kept (none: no limit)",
    parseAmount,
  );
}

/** A user's limits among a command's options. */
export function userAllowanceIn(options: UserAllowanceOptions): UserAllowanceChange {
  return { ...allowanceIn(options), storedBytes: orNull(options.storedBytes) };
}

/** `none` as the changes of accounts have it. */
export function orNull(amount: Amount | undefined): number | null | undefined {
  return amount === "none" ? null : amount;
}

/** A number above 0, or `none`. */
export function parseAmount(text: string): Amount {
  return text === "none" ? text : parsePositive(text);
}

/** A number above 0. */
export function parsePositive(text: string): number {
  const number = Number(text);
  if (text.trim() !== "" && Number.isFinite(number) && number > 0) return number;
  throw new InvalidArgumentError("It is a number above 0.");
}
