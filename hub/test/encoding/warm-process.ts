import { systemClock } from "../../src/clock.ts";
import { createEncoders } from "../../src/encoding/encoders.ts";
import { until } from "../until.ts";
import { ownProcesses } from "./own-processes.ts";

/**
 * Has warm processes of the program in its first argument, prints their ids, and stays, or exits
 * where the second argument says so.
 */
const expected = [{ rateHz: 24_000, channels: 1 }];
const encoders = await createEncoders({
  clock: systemClock,
  ffmpeg: process.argv[2] ?? "",
  expected,
  warmKinds: 1,
});
await until("two processes wait", () => encoders.figures().waiting === 2);
console.log((await ownProcesses()).join(" "));
if (process.argv[3] === "exit") process.exit(0);
process.stdin.resume();
