import { limits as wire } from "@club/shared/wire/limits.ts";
import * as z from "zod";

/** A body's `providers`: where a request for speech may go. */
export const providersField: z.ZodType<readonly string[] | null | undefined> = z
  .array(
    z
      .string()
      .min(1)
      .max(2 * wire.nameChars),
  )
  .min(1)
  .max(wire.usersPerAccess)
  .nullish()
  .describe("The only providers that it may go to: `ann/home-rig`, or a name among your own.");
