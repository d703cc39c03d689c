// Preloaded into a hub: its wall clock is off by as many milliseconds as the file CLUB_CLOCK_FILE says.
import { readFileSync } from "node:fs";

const file = process.env["CLUB_CLOCK_FILE"];
const now = Date.now;
let shiftMs = 0;

if (file !== undefined) {
  Date.now = () => now() + shiftMs;
  setInterval(() => {
    shiftMs = Number(readFileSync(file, "utf8"));
  }, 50).unref();
}
