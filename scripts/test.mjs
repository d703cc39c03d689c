// `npm test`: plain JavaScript for the Node that happens to be here (18 or newer).
import { handOver } from "./bootstrap/hand-over.mjs";
import { prepare } from "./bootstrap/prepare.mjs";

/**
 * Tests use these where they are there. Only CI installs them: Debian starts nginx as it installs it,
 * and a JDK is large.
 *
 * @type {readonly ("nginx" | "javac")[]}
 */
const onlyInCi = process.env["CI"] === "true" ? ["nginx", "javac"] : [];

await prepare({
  programs: ["ffmpeg", "espeak-ng", "flite", "sox", "curl", "python3", "chromium", ...onlyInCi],
  pythonPackages: true,
});
handOver("scripts/check/main.ts");
