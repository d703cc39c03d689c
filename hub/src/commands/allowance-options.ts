import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import type { AllowanceChange } from "../accounts/accounts.ts";

/** The limits as commander hands them over: by the options' names. */
export type AllowanceOptions = AllowanceChange;

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
  const { requestsPerMinute, concurrent, audioSecondsPerDay, audioSecondsPerMonth } = options;
  return { requestsPerMinute, concurrent, audioSecondsPerDay, audioSecondsPerMonth };
}

/** A number above 0. */
export function parsePositive(text: string): number {
  const number = Number(text);
  if (text.trim() !== "" && Number.isFinite(number) && number > 0) return number;
  throw new InvalidArgumentError("It is a number above 0.");
}

function parseAmount(text: string): number | null {
  return text === "none" ? null : parsePositive(text);
}
